// Package wecom speaks to WeCom (企业微信): it receives what members send
// ([Receiver]) and sends what the program says ([Client]).
//
// It is the only place that imports the given SDK, silenceper/wechat. The SDK
// hard-codes the platform's host, knows neither contexts nor time-outs and
// prints secrets in its errors, so it never sees one: it is handed an opaque
// handle instead of a token, and the transport under it makes the real call
// (see sdk.go). What the SDK lacks goes past it over the same transport.
package wecom
