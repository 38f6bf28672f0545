package wecom

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

const (
	padBlock  = 32 // the padding's block, twice that of AES (wecom-api.md 1.2)
	saltSize  = 16
	headSize  = saltSize + 4
	aesKeyLen = 43
)

// A Cipher signs, seals and opens the platform's callback envelope
// (wecom-api.md 1.1 and 1.2). It is safe for concurrent use.
type Cipher struct {
	token     string
	receiveID string
	block     cipher.Block
	iv        []byte
}

// NewCipher makes a cipher from what the admin console shows. The receive id of
// a self-built app is its corp id.
func NewCipher(token, encodingAESKey Secret, receiveID string) (*Cipher, error) {
	if token == "" {
		return nil, errors.New("callback token is empty")
	}
	if len(encodingAESKey) != aesKeyLen {
		return nil, fmt.Errorf("encoding AES key has %d characters, not %d", len(encodingAESKey), aesKeyLen)
	}
	// Not Strict: the last character of real keys often carries spare bits.
	key, err := base64.StdEncoding.DecodeString(string(encodingAESKey) + "=")
	if err != nil || len(key) != 32 {
		return nil, errors.New("encoding AES key is not base64 of 32 bytes")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make callback cipher: %w", err)
	}
	return &Cipher{token: string(token), receiveID: receiveID, block: block, iv: key[:aes.BlockSize]}, nil
}

// Sign gives the lower-case hex signature of an envelope.
func (c *Cipher) Sign(timestamp, nonce, encrypted string) string {
	sum := c.sign(timestamp, nonce, encrypted)
	return string(sum[:])
}

func (c *Cipher) sign(timestamp, nonce, encrypted string) (text [2 * sha1.Size]byte) {
	parts := [...]string{c.token, timestamp, nonce, encrypted}
	slices.Sort(parts[:])
	joined := make([]byte, 0, len(c.token)+len(timestamp)+len(nonce)+len(encrypted))
	for _, p := range parts {
		joined = append(joined, p...)
	}
	sum := sha1.Sum(joined)
	hex.Encode(text[:], sum[:])
	return text
}

// Verify compares a signature in constant time; it is the only place that
// compares signatures. The flaw is FlawSignature.
func (c *Cipher) Verify(signature, timestamp, nonce, encrypted string) error {
	want := c.sign(timestamp, nonce, encrypted)
	if subtle.ConstantTimeCompare(want[:], []byte(signature)) != 1 {
		return FlawSignature
	}
	return nil
}

// Open decrypts the text of an Encrypt element or an echostr. Every error is a
// Flaw. The signature must have been verified before.
func (c *Cipher) Open(encrypted string) (string, error) {
	sealed, err := base64.StdEncoding.DecodeString(encrypted)
	if err != nil {
		return "", FlawBase64
	}
	if len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return "", FlawLength
	}
	cipher.NewCBCDecrypter(c.block, c.iv).CryptBlocks(sealed, sealed)
	// Only the last pad byte counts, as in the vendor's own libraries: the
	// signature has already vouched for the rest.
	pad := int(sealed[len(sealed)-1])
	if pad < 1 || pad > padBlock || pad > len(sealed) {
		return "", FlawPadding
	}
	plain := sealed[:len(sealed)-pad]
	if len(plain) < headSize {
		return "", FlawLength
	}
	size := binary.BigEndian.Uint32(plain[saltSize:])
	rest := plain[headSize:]
	if uint64(size) > uint64(len(rest)) {
		return "", FlawLength
	}
	if string(rest[size:]) != c.receiveID {
		return "", FlawCorp
	}
	return string(rest[:size]), nil
}

// Seal encrypts a message under a fresh random salt.
func (c *Cipher) Seal(msg []byte) string {
	var salt [saltSize]byte
	rand.Read(salt[:]) // never fails
	return c.seal(salt, msg)
}

func (c *Cipher) seal(salt [saltSize]byte, msg []byte) string {
	plain := make([]byte, 0, headSize+len(msg)+len(c.receiveID)+padBlock)
	plain = append(plain, salt[:]...)
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(msg)))
	plain = append(plain, msg...)
	plain = append(plain, c.receiveID...)
	pad := padBlock - len(plain)%padBlock
	plain = append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(c.block, c.iv).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}
