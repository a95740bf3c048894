package pake

// What the vectors of the draft look into.
var (
	LVCat              = lvCat
	GeneratorString    = generatorString
	KeyInput           = keyInput
	CalculateGenerator = calculateGenerator
	ScalarMult         = scalarMult
	ScalarMultVerify   = scalarMultVerify
)

// Scalar returns the bytes themselves of the secret of s.
func (s *State) Scalar() []byte { return s.scalar.Expose() }
