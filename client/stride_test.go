//go:build !race

package client_test

const stride = 1
