package natsbus

// Die ends b as a kill does: nobody is told.
func Die(b *Bus) {
	b.close = func() {}
	b.conn.Close()
	b.stopServer()
	close(b.ended)
	b.wait.Wait()
}

// ClientPort is where the server of b listens for clients.
func ClientPort(b *Bus) string { return b.server.Addr().String() }
