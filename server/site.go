package server

import "strconv"

// site is the text of GET /v1/site: what a client has to know of the deployment, the same for everyone (SPEC §8.1).
func site(c Config) []byte {
	admission := AdmissionOpen
	if c.Starters != nil {
		admission = AdmissionStarter
	}
	return []byte("realm=" + c.Realm + "\nwords=" + strconv.Itoa(c.Words) +
		"\nadmission=" + admission + "\ncover=" + c.Cover + "\n")
}

// PathDirectory is where a client gets the operator's own list of places (SPEC §8.1). Every page asks for it when it is
// opened, whatever is done with it later, so that asking tells nothing.
const PathDirectory = "/v1/directory"
