package table

// Messages are what a guest would be sent at this moment if it had nothing.
func Messages(c *Chair) [][]byte {
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	return c.host.joint.Messages(c.peer, true)
}
