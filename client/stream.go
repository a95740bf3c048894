package client

import (
	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/secret"
)

// encodeStream is the stream of SPEC §5.2: starter key and document, deflated together.
func encodeStream(starter StarterKey, p *plan.Plan) []byte {
	document := plan.Encode(p)
	b := make([]byte, secret.KeySize, secret.KeySize+len(document))
	copy(b, starter.Expose())
	b = append(b, document...)
	defer secret.Wipe(b)
	defer secret.Wipe(document)
	return deflate(b)
}

func parseStream(stream []byte) (StarterKey, *plan.Plan, error) {
	b, err := inflate(stream)
	if err != nil {
		return StarterKey{}, nil, err
	}
	defer secret.Wipe(b)
	if len(b) < secret.KeySize {
		return StarterKey{}, nil, errBody
	}
	var starter StarterKey
	for _, c := range b[:secret.KeySize] {
		if c != 0 {
			starter = StarterKey{secret.NewKey(b[:secret.KeySize])}
			break
		}
	}
	p, err := plan.Decode(b[secret.KeySize:])
	if err != nil {
		return StarterKey{}, nil, err
	}
	return starter, p, nil
}

// cut says how a stream of size bytes lies on pages: how many further pages, and how much of it on the first.
func cut(size int) (further, onFirst int, err error) {
	for n := range maxMore + 1 {
		first := page.MaxBody - 1 - n*page.RootSize
		if size <= first+n*page.MaxBody {
			return n, min(size, first), nil
		}
	}
	return 0, 0, ErrTooLarge
}

// firstBody is the body of the first page of a plan.
func firstBody(further []page.Root, chunk []byte) []byte {
	b := make([]byte, 0, 1+len(further)*page.RootSize+len(chunk))
	b = append(b, byte(len(further)))
	for _, r := range further {
		b = append(b, r.Expose()...)
	}
	return append(b, chunk...)
}

// parseFirst is the other way round. It refuses a first page that has room left while there are further ones.
func parseFirst(body []byte) (further []page.Root, chunk []byte, err error) {
	if len(body) == 0 || int(body[0]) > maxMore || len(body) < 1+int(body[0])*page.RootSize {
		return nil, nil, errBody
	}
	n := int(body[0])
	for i := range n {
		r, err := page.RootFrom(body[1+i*page.RootSize : 1+(i+1)*page.RootSize])
		if err != nil {
			return nil, nil, errBody
		}
		further = append(further, r)
	}
	if n > 0 && len(body) != page.MaxBody {
		return nil, nil, errBody
	}
	return further, body[1+n*page.RootSize:], nil
}
