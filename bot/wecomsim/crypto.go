package wecomsim

import (
	"bytes"
	"crypto/aes"
	stdcipher "crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// padBlock is the block size of the scheme's PKCS#7 padding, which is not AES's.
const padBlock = 32

const aesKeyLength = 43

// cipher is the scheme of wecom-api.md 1.2: AES-256-CBC with a fixed IV, and a
// SHA-1 over the sorted parts.
type cipher struct {
	token    string
	key      []byte
	receiver string // the corp id
}

func newCipher(token, encodingAESKey, receiver string) (*cipher, error) {
	if len(encodingAESKey) != aesKeyLength {
		return nil, fmt.Errorf("encoding AES key has %d characters instead of %d", len(encodingAESKey), aesKeyLength)
	}
	// Not Strict: the last character of real keys carries spare bits (wecom-api.md 1.1).
	key, err := base64.StdEncoding.DecodeString(encodingAESKey + "=")
	if err != nil {
		return nil, errors.New("encoding AES key is not base64")
	}
	return &cipher{token: token, key: key, receiver: receiver}, nil
}

// sign gives the msg_signature of an encrypted text.
func (c *cipher) sign(timestamp, nonce, encrypted string) string {
	parts := []string{c.token, timestamp, nonce, encrypted}
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// seal encrypts a message for a receiver, who is another corp only in a fault.
func (c *cipher) seal(random [16]byte, msg []byte, receiver string) string {
	plain := bytes.NewBuffer(make([]byte, 0, 20+len(msg)+len(receiver)+padBlock))
	plain.Write(random[:])
	_ = binary.Write(plain, binary.BigEndian, uint32(len(msg))) // a Buffer never fails
	plain.Write(msg)
	plain.WriteString(receiver)
	pad := padBlock - plain.Len()%padBlock
	plain.Write(bytes.Repeat([]byte{byte(pad)}, pad))
	data := plain.Bytes()
	stdcipher.NewCBCEncrypter(c.block(), c.key[:aes.BlockSize]).CryptBlocks(data, data)
	return base64.StdEncoding.EncodeToString(data)
}

var errSealed = errors.New("encrypted text is damaged")

// unseal decrypts a message and compares its receiver.
func (c *cipher) unseal(encrypted string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(encrypted)
	if err != nil || len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, errSealed
	}
	stdcipher.NewCBCDecrypter(c.block(), c.key[:aes.BlockSize]).CryptBlocks(data, data)
	pad := int(data[len(data)-1])
	if pad < 1 || pad > padBlock || len(data)-pad < 20 {
		return nil, errSealed
	}
	data = data[:len(data)-pad]
	size := int(binary.BigEndian.Uint32(data[16:20]))
	if size > len(data)-20 {
		return nil, errSealed
	}
	if string(data[20+size:]) != c.receiver {
		return nil, errors.New("encrypted text is for another corp")
	}
	return data[20 : 20+size], nil
}

func (c *cipher) block() stdcipher.Block {
	b, err := aes.NewCipher(c.key)
	if err != nil {
		panic("wecomsim: " + err.Error()) // the key has 32 bytes
	}
	return b
}
