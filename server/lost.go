package server

import "errors"

// Until the shelf is there, its errors are named here.
var (
	ErrLost      = errors.New("server: lost")
	ErrAdmission = errors.New("server: admission")
)
