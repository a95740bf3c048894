package pake

// What the vectors look into.
var (
	LVCat           = lvCat
	GeneratorString = generatorString
	KeyInput        = keyInput
	ScalarMult      = scalarMult
	Constants       = [][]byte{d.Bytes(), sqrtM1.Bytes(), sqrtADMinusOne.Bytes(), invSqrtAMinusD.Bytes(), oneMinusDSq.Bytes(), dMinusOneSq.Bytes()}

	CalculateGenerator = calculateGenerator
	ScalarMultVerify   = scalarMultVerify
	Decode             = decode
	Encode             = encode
	Derive             = derive
)

// Scalar returns the bytes themselves of the secret of s.
func (s *State) Scalar() []byte { return s.scalar.Expose() }
