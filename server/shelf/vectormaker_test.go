package shelf

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func ofBytes(b byte, n int) string { return strings.Repeat(hex.EncodeToString([]byte{b}), n) }

// writeVectors writes every case anew. Expectations come from the second reading of the specification.
func writeVectors(t *testing.T) {
	memory := func(n int) (m []string) {
		for i := range n {
			m = append(m, ofBytes(byte(0xa0+i), 32))
		}
		return m
	}
	living := vector{Kind: "object", FileHalf: ofBytes(0x11, 32), StoreHalf: ofBytes(0x2e, 32), Locator: ofBytes(0x33, 32),
		Version: ofBytes(0x44, 16), Memory: memory(2), PageStream: 0x55, Nonce: ofBytes(0x66, 24), Chaff: 131}
	dead, full, month, chaff := living, living, living, living
	dead.Flags, dead.Memory = 1, memory(1)
	full.Memory = memory(16)
	month.Month = 24311
	chaff.Flags, chaff.Memory = 4, nil
	frozen, frozenDead := living, dead
	frozen.Flags, frozenDead.Flags = 2, 3
	k := keysBySpec(t, unhex(t, chaff.FileHalf), unhex(t, chaff.StoreHalf))
	chaff.Locator = hex.EncodeToString(hmacBySpec(k.chaff, u32(7)))
	frozenChaff := chaff
	frozenChaff.Flags = 6
	half := vector{Kind: "half", FileHalf: living.FileHalf, StoreHalf: living.StoreHalf, Chaff: 131, Nonce: living.Nonce}
	file := vector{Kind: "file", FileHalf: living.FileHalf, Stripes: 0x77}
	fewest, most, dated := half, half, half
	dated.Month = 24311
	fewest.Chaff, most.Chaff = 16, 1<<20

	for name, v := range map[string]vector{
		"good-living": living, "good-dead": dead, "good-memory-of-16": full, "good-month": month, "good-chaff": chaff,
		"good-frozen": frozen, "good-frozen-dead": frozenDead, "good-frozen-chaff": frozenChaff,
		"good-half": half, "good-half-with-the-fewest-chaff": fewest, "good-half-with-the-most-chaff": most, "good-half-of-a-month": dated,
		"good-key-file": file,
	} {
		writeVector(t, name, v)
	}
	refuse := func(name, as string, v vector, change func(v *vector)) {
		v.Refused = as
		change(&v)
		writeVector(t, "refused-"+name, v)
	}
	inner := func(name, as string, v vector, at int, with byte) {
		refuse(name, as, v, func(v *vector) { v.InnerXorAt, v.InnerXorWith = at, with })
	}
	inner("format-2", "damaged", living, 0, 3)
	inner("dead-and-chaff", "damaged", dead, 1, 4)
	inner("frozen-dead-and-chaff", "damaged", dead, 1, 6)
	inner("a-fourth-flag", "damaged", living, 1, 8)
	inner("unknown-flag", "damaged", living, 1, 0x80)
	inner("memory-of-17", "damaged", full, 2, 16^17)
	inner("memory-longer-than-said", "damaged", full, 2, 16^15)
	inner("fourth-byte-not-zero", "damaged", living, 3, 1)
	inner("first-of-the-eight-zeros-not-zero", "damaged", living, 8, 1)
	inner("last-of-the-eight-zeros-not-zero", "damaged", living, 15, 1)
	inner("last-byte-of-the-memory-not-zero", "damaged", living, 575, 1)
	inner("first-byte-behind-the-memory-not-zero", "damaged", full, 576, 1)
	inner("last-byte-before-the-page-not-zero", "damaged", full, 639, 1)
	inner("inner-locator-of-another", "damaged", living, 47, 1)
	refuse("read-under-another-locator", "damaged", living, func(v *vector) { v.ReadAs = ofBytes(0x34, 32) })
	refuse("sealed-for-another-name", "damaged", living, func(v *vector) { v.PutUnder = ofBytes(0x35, 32) })
	refuse("nonce-changed", "damaged", living, func(v *vector) { v.XorAt, v.XorWith = 23, 1 })
	refuse("tag-changed", "damaged", living, func(v *vector) { v.XorAt, v.XorWith = 33447, 0x80 })
	refuse("cut-short", "damaged", living, func(v *vector) { v.CutTo = 33447 })

	inner("half-of-format-2", "version", half, 0, 3)
	inner("half-in-a-rotation", "version", half, 1, 1)
	inner("half-with-another-zero", "version", half, 2, 1)
	inner("half-with-a-byte-behind-the-month", "version", half, 12, 1)
	inner("half-with-a-last-byte", "version", half, 33407, 1)
	inner("half-with-too-few-chaff", "version", fewest, 7, 16^15)
	inner("half-with-too-many-chaff", "version", most, 7, 1)
	refuse("half-changed", "half damaged", half, func(v *vector) { v.XorAt, v.XorWith = 40, 1 })

	at := func(name, as string, at int, with byte, sum bool) {
		refuse(name, as, file, func(v *vector) { v.XorAt, v.XorWith, v.SumAnew = at, with, sum })
	}
	at("key-file-without-its-mark", "file damaged", 0, 1, true)
	at("key-file-of-format-2", "version", 16, 3, true)
	at("key-file-in-a-rotation", "version", 17, 1, true)
	at("key-file-of-4097-stripes", "version", 23, 1, true)
	at("key-file-with-another-zero", "version", 31, 1, true)
	at("key-file-with-its-first-stripe-changed", "file damaged", 32, 1, false)
	at("key-file-with-its-last-stripe-changed", "file damaged", 131103, 1, false)
	at("key-file-with-its-sum-changed", "file damaged", 131135, 1, false)
	refuse("key-file-cut-short", "file damaged", file, func(v *vector) { v.CutTo = 131135 })
	refuse("key-file-cut-to-nothing-but-its-mark", "file damaged", file, func(v *vector) { v.CutTo = 16 })
}

func writeVector(t *testing.T, name string, v vector) {
	t.Helper()
	v.Comment = strings.ReplaceAll(name, "-", " ")
	if v.Kind != "file" {
		k := keysBySpec(t, unhex(t, v.FileHalf), unhex(t, v.StoreHalf))
		v.Epoch, v.Name = hex.EncodeToString(k.epoch), hex.EncodeToString(k.halfName)
		if v.Kind == "object" {
			v.fill(t, k)
		}
	}
	b := v.make(t)
	sum := sha256.Sum256(b)
	v.Hash, v.Start, v.End = hex.EncodeToString(sum[:]), hex.EncodeToString(b[:min(len(b), 48)]), hex.EncodeToString(b[len(b)-16:])
	text, err := json.MarshalIndent(v, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(vectorDir, name+".json"), append(text, '\n'), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// fill sets what follows from the keys and the locator.
func (v *vector) fill(t *testing.T, k specKeys) {
	l := unhex(t, v.Locator)
	v.NameKey, v.SealKey = hex.EncodeToString(k.name), hex.EncodeToString(k.seal)
	v.NoiseKey, v.ChaffKey = hex.EncodeToString(k.noise), hex.EncodeToString(k.chaff)
	v.Name = hex.EncodeToString(hmacBySpec(k.name, l))
	v.Pair = binary.BigEndian.Uint64(hmacBySpec(k.chaff, []byte("pair"), l)) % uint64(v.Chaff)
	v.PairAt = hex.EncodeToString(hmacBySpec(k.chaff, u32(uint32(v.Pair))))
	v.Gap = hex.EncodeToString(hmacBySpec(k.chaff, []byte("miss"), l))
	version, page := noiseBySpec(t, k.noise, l)
	sum := sha256.Sum256(page)
	v.NoiseV, v.NoiseHash = hex.EncodeToString(version), hex.EncodeToString(sum[:])
}
