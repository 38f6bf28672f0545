package wecom

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// closed are the networks that are not the Internet, beyond those netip knows.
// A name that resolves into one of them is not called (promises.md S8).
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("2002::/16"),
}

// reachable tells whether an address may be called: public, or in a listed network.
func reachable(addr netip.Addr, listed []netip.Prefix) bool {
	addr = addr.Unmap()
	in := func(p netip.Prefix) bool { return p.Contains(addr) }
	if slices.ContainsFunc(listed, in) {
		return true
	}
	return addr.IsGlobalUnicast() && !addr.IsPrivate() && !slices.ContainsFunc(closed, in)
}

// newTransport makes the one way out. The address is judged after resolution,
// so that a name cannot change its mind.
func newTransport(cfg Config) *http.Transport {
	dialer := &net.Dialer{
		Timeout:   cfg.DialTimeout,
		KeepAlive: 30 * time.Second,
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
			target, err := netip.ParseAddrPort(address)
			if err != nil || !reachable(target.Addr(), cfg.Networks) {
				return errForbidden
			}
			return nil
		},
	}
	return &http.Transport{
		Proxy:                  cfg.Proxy,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        cfg.tls(),
		TLSHandshakeTimeout:    cfg.DialTimeout,
		MaxIdleConnsPerHost:    2 * cfg.InFlight,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true, // sizes are limited as they are read
	}
}
