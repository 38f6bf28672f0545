package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"
)

const (
	stopTime  = 8 * time.Second // requests under way get so much of the ten seconds a stop may take (promises.md R16)
	probeTime = 2 * time.Second // what is slower than this is not ready
)

// listen opens both listeners of the settings; serveHTTP closes them.
func (p *program) listen(ctx context.Context) (err error) {
	var lc net.ListenConfig
	if p.public, err = lc.Listen(ctx, "tcp", p.settings.Listen); err != nil {
		return fmt.Errorf("open the address of the setting listen: %w", err)
	}
	if p.ops, err = lc.Listen(ctx, "tcp", p.settings.Ops.Listen); err != nil {
		return errors.Join(fmt.Errorf("open the address of the setting ops.listen: %w", err), p.public.Close())
	}
	return nil
}

// serveHTTP answers on both listeners until ctx ends, lets the requests under
// way finish, and closes the listeners.
func (p *program) serveHTTP(ctx context.Context) error {
	public := &http.Server{
		Handler: p.publicRoutes(), MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
	}
	ops := &http.Server{
		Handler: p.opsRoutes(), MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute, // profiles take their time
		BaseContext: func(net.Listener) context.Context { return ctx }, // but not longer than the program
	}
	group, ctx := errgroup.WithContext(ctx)
	for l, s := range map[net.Listener]*http.Server{p.public: public, p.ops: ops} {
		s.ErrorLog = slog.NewLogLogger(p.log.Handler(), slog.LevelWarn)
		group.Go(func() error {
			if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("serve on %s: %w", l.Addr(), err)
			}
			return nil
		})
		group.Go(func() error {
			<-ctx.Done()
			p.stop(s, l)
			return nil
		})
	}
	return group.Wait()
}

// stop waits for a server's requests, and breaks off those that take too long.
func (p *program) stop(s *http.Server, l net.Listener) {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		p.log.Warn("requests broken off at the stop", "listener", l.Addr().String(), "error", err)
		_ = s.Close() // what is left is only connections to be dropped
	}
}

// publicRoutes are what the world sees (architecture.md 9); everything else is 404.
func (p *program) publicRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/wecom/callback", p.meters.timed(p.receiver))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { sayPlain(w, http.StatusOK, "ok\n") })
	return mux
}

// opsRoutes are for operators and their machines. They name no person (promises.md S25).
func (p *program) opsRoutes() http.Handler {
	stored := prometheus.NewRegistry()
	stored.MustRegister(newOutboxGauges(p.db, p.now))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", p.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(prometheus.Gatherers{p.meters.registry, stored}, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, // without the database the rest still tells what is wrong
		ErrorLog:      slog.NewLogLogger(p.log.Handler(), slog.LevelWarn), MaxRequestsInFlight: 2, Timeout: 10 * time.Second,
	}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// readyz is 200 when the bot can do its work and 503 when it cannot, with a line
// for each part. Photos are reported only: without the folder evidence is
// refused and nothing else stops (architecture.md 4).
func (p *program) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), probeTime)
	defer cancel()
	status, database, photos := http.StatusOK, "ok", "ok"
	if err := p.databaseReady(ctx); err != nil {
		status, database = http.StatusServiceUnavailable, err.Error()
	}
	if err := probeFolder(p.settings.Photos.Folder()); err != nil {
		photos = err.Error()
	}
	sayPlain(w, status, fmt.Sprintf("database: %s\nphotos: %s\n", database, photos))
}

func (p *program) databaseReady(ctx context.Context) error {
	if err := p.db.Ping(ctx); err != nil {
		return err
	}
	migrated, err := p.db.Migrated(ctx)
	if err == nil && !migrated {
		err = errNotMigrated
	}
	return err
}

var errNotMigrated = errors.New("the tables do not have the form this program needs: run gridwarden migrate")

// probeFolder writes, reads and deletes a file.
func probeFolder(folder string) (err error) {
	f, err := os.CreateTemp(folder, ".probe-*")
	if err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	const text = "gridwarden"
	if _, err := f.WriteString(text); err != nil {
		return errors.Join(fmt.Errorf("write a file: %w", err), f.Close())
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	if got, err := os.ReadFile(f.Name()); err != nil || string(got) != text {
		return errors.Join(errors.New("read back what was written"), err)
	}
	return nil
}

func sayPlain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // whoever asked may be gone
}
