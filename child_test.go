//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"sync"
	"syscall"
	"time"
)

// A child is a process that serves.
type child struct {
	s           *site
	cmd         *exec.Cmd
	public, ops string // addresses, once ready
	ready       chan struct{}
	exited      chan struct{}

	mu     sync.Mutex
	output bytes.Buffer
}

var servesOn = regexp.MustCompile(`serves on (\S+); metrics and readiness on (\S+)\n`)

// Write takes what the process says, and finds out where it listens.
func (c *child) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.output.Write(p)
	if m := servesOn.FindStringSubmatch(c.output.String()); m != nil && c.public == "" {
		c.public, c.ops = m[1], m[2]
		close(c.ready)
	}
	return len(p), nil
}

func (c *child) said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.output.String()
}

// launch starts a process and does not wait for anything.
func (s *site) launch(env ...string) (*child, error) {
	cmd, err := s.command(env, "serve")
	if err != nil {
		return nil, err
	}
	c := &child{s: s, cmd: cmd, ready: make(chan struct{}), exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = c, c
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.children = append(s.children, c)
	s.mu.Unlock()
	go func() {
		_ = cmd.Wait() // how it ended is asked of ProcessState
		s.front.remove(c)
		close(c.exited)
	}()
	return c, nil
}

// await returns when a process is ready and gets callbacks, or has died.
func (c *child) await() (ready bool, err error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-c.ready:
	case <-c.exited:
		return false, nil
	case <-timer.C:
		return false, errors.New("the process did not become ready")
	}
	status, body, err := c.ask(c.ops, "/readyz")
	if err != nil {
		select {
		case <-c.exited:
			return false, nil
		case <-timer.C:
			return false, err
		}
	}
	if status != http.StatusOK {
		return false, fmt.Errorf("not ready: %d %s", status, body)
	}
	c.s.front.add(c)
	return true, nil
}

// start starts a process that must become ready.
func (s *site) start(env ...string) *child {
	s.t.Helper()
	c, err := s.launch(env...)
	if err != nil {
		s.t.Fatal(err)
	}
	if ready, err := c.await(); err != nil || !ready {
		s.t.Fatalf("the process is not ready (error %v); it said:\n%s", err, c.said())
	}
	return c
}

// ask gets a page of one of the process's listeners.
func (c *child) ask(address, path string) (status int, body string, err error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	resp, err := client.Get("http://" + address + path)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

// kill is kill -9.
func (c *child) kill() {
	_ = c.cmd.Process.Kill() // it may be dead
	<-c.exited
}

// killed says that the process was ended by SIGKILL.
func (c *child) killed() bool {
	<-c.exited
	status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// stop is SIGTERM; the process must end in good order within ten seconds
// (promises.md R16). It returns how long that took.
func (c *child) stop() time.Duration {
	c.s.t.Helper()
	begun := time.Now()
	c.s.front.remove(c)
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		c.s.t.Errorf("stop: %v", err)
	}
	timer := time.NewTimer(10 * time.Second)
	defer timer.Stop()
	select {
	case <-c.exited:
	case <-timer.C:
		c.s.t.Errorf("the process did not end within ten seconds of SIGTERM")
		c.kill()
	}
	if code := c.cmd.ProcessState.ExitCode(); code != 0 {
		c.s.t.Errorf("the process ended with exit code %d", code)
	}
	return time.Since(begun)
}
