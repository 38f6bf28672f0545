package main

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"gridwarden/bot"
	"gridwarden/safety"
	"gridwarden/scheduler"
)

// meters count what the program does, to answer an operator's questions: are
// callbacks answered in time, why are they refused, does anything wait too long,
// when did each job last succeed. No label ever holds a person, a number of a
// hazard or anything else that members write.
type meters struct {
	registry *prometheus.Registry

	callbackTook *prometheus.HistogramVec
	callbacks    *prometheus.CounterVec
	waited, took *prometheus.HistogramVec
	failed       *prometheus.CounterVec
	verdicts     *prometheus.CounterVec
	calls        *prometheus.HistogramVec
	recipients   *prometheus.CounterVec
	apiTook      *prometheus.HistogramVec
	apiCalls     *prometheus.CounterVec
	jobTook      *prometheus.HistogramVec
	jobRuns      *prometheus.CounterVec
	jobSuccess   *prometheus.GaugeVec
	auditGaps    *prometheus.GaugeVec
	auditRan     prometheus.Gauge
}

// Buckets in seconds. The callback's are the marks of promises.md R1 and the
// platform's limit; 4 h is how long the platform closes the gap of a crash.
var (
	callbackBuckets = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 3.5, 5}
	workBuckets     = []float64{0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60}
	waitBuckets     = []float64{0.5, 1, 2, 5, 10, 30, 60, 300, 3600, 14400}
)

// newMeters makes a set of its own, so that several programs can live in one process.
func newMeters() *meters {
	m := &meters{registry: prometheus.NewRegistry()}
	count := func(name, help string, labels ...string) *prometheus.CounterVec {
		return register(m, prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "gridwarden", Name: name, Help: help}, labels))
	}
	seconds := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return register(m, prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "gridwarden", Name: name, Help: help, Buckets: buckets}, labels))
	}
	m.callbackTook = seconds("callback_duration_seconds", "Time to answer a callback, by HTTP status.", callbackBuckets, "code")
	m.callbacks = count("callbacks_total", "Callbacks by outcome: accepted, unused, verified, failed, or the flaw they were refused for.", "outcome")
	m.waited = seconds("message_wait_seconds", "From the platform's time stamp of a message to its turn.", waitBuckets, "kind")
	m.took = seconds("message_duration_seconds", "Time to handle a message.", workBuckets, "kind")
	m.failed = count("message_failures_total", "Messages that could not be handled at an attempt.", "kind")
	m.verdicts = count("delivery_verdicts_total", "Decisions about deliveries: why they were sent, kept waiting or ended.", "verdict", "class")
	m.calls = seconds("delivery_call_duration_seconds", "Calls that deliver, by outcome.", workBuckets, "outcome")
	m.recipients = count("delivery_recipients_total", "Persons reached by calls that deliver, by outcome.", "outcome")
	m.apiTook = seconds("wecom_call_duration_seconds", "Exchanges with WeCom.", workBuckets, "api")
	m.apiCalls = count("wecom_calls_total", "Exchanges with WeCom by outcome: ok, the error code, or the remedy where there was no code.", "api", "outcome")
	m.jobTook = seconds("job_duration_seconds", "Runs of a job.", workBuckets, "job")
	m.jobRuns = count("job_runs_total", "Runs of a job by outcome: ok or error.", "job", "outcome")
	m.jobSuccess = register(m, prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Namespace: "gridwarden", Name: "job_last_success_timestamp_seconds", Help: "When a job last succeeded on this replica; take the maximum over the replicas.",
	}, []string{"job"}))
	m.auditGaps = register(m, prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Namespace: "gridwarden", Name: "audit_gaps", Help: "Gaps the last self-audit on this replica found, by kind: any above 0 needs somebody to look.",
	}, []string{"kind"}))
	m.auditRan = register(m, prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: "gridwarden", Name: "audit_last_run_timestamp_seconds", Help: "When the self-audit last ran on this replica; take the maximum over the replicas.",
	}))
	register(m, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "gridwarden", Name: "build_info", Help: "1, with the version.", ConstLabels: prometheus.Labels{"version": version},
	}, func() float64 { return 1 }))
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func register[C prometheus.Collector](m *meters, c C) C {
	m.registry.MustRegister(c)
	return c
}

// timed measures how long callbacks take to be answered.
func (m *meters) timed(h http.Handler) http.Handler {
	return promhttp.InstrumentHandlerDuration(m.callbackTook, h)
}

// callback counts a callback. Outcomes are those of bot/wecom: a fixed set.
func (m *meters) callback(outcome string) { m.callbacks.WithLabelValues(outcome).Inc() }

// handled counts an attempt to handle a message.
func (m *meters) handled(kind bot.Kind, waited, took time.Duration, err error) {
	m.waited.WithLabelValues(string(kind)).Observe(max(0, waited.Seconds()))
	m.took.WithLabelValues(string(kind)).Observe(took.Seconds())
	if err != nil {
		m.failed.WithLabelValues(string(kind)).Inc()
	}
}

// deliveries count what the deliverer decides and does.
func (m *meters) deliveries() scheduler.Meter {
	return scheduler.Meter{
		Verdict: func(v scheduler.Verdict, class bot.Class) {
			m.verdicts.WithLabelValues(string(v), string(class)).Inc()
		},
		Call: func(outcome string, recipients int, took time.Duration) {
			m.calls.WithLabelValues(outcome).Observe(took.Seconds())
			m.recipients.WithLabelValues(outcome).Add(float64(recipients))
		},
	}
}

// called counts an exchange with the platform.
func (m *meters) called(api, outcome string, took time.Duration) {
	m.apiTook.WithLabelValues(api).Observe(took.Seconds())
	m.apiCalls.WithLabelValues(api, outcome).Inc()
}

// ran counts a run of a job at a moment.
func (m *meters) ran(job string, at time.Time, took time.Duration, err error) {
	m.jobTook.WithLabelValues(job).Observe(took.Seconds())
	if err != nil {
		m.jobRuns.WithLabelValues(job, "error").Inc()
		return
	}
	m.jobRuns.WithLabelValues(job, "ok").Inc()
	m.jobSuccess.WithLabelValues(job).Set(float64(at.UnixMilli()) / 1000)
}

// audited shows what a self-audit found: every kind, so that none is absent.
func (m *meters) audited(at time.Time, rep safety.AuditReport) {
	found := map[safety.GapKind]int{}
	for _, g := range rep.Gaps {
		found[g.Kind]++
	}
	for _, f := range safety.GapKinds {
		m.auditGaps.WithLabelValues(string(f.Kind)).Set(float64(found[f.Kind]))
	}
	m.auditRan.Set(float64(at.UnixMilli()) / 1000)
}

// An outboxCounter knows what waits to be said.
type outboxCounter interface {
	CountDeliveries(ctx context.Context) (map[bot.DeliveryState]int, error)
	NextDue(ctx context.Context, classes []bot.Class) (at time.Time, ok bool, err error)
}

// outboxGauges read the outbox when somebody looks. Counting reads all of it,
// so it is counted once a minute however often they look.
type outboxGauges struct {
	outbox outboxCounter
	now    func() time.Time

	states, overdue *prometheus.Desc

	mu      sync.Mutex
	counts  map[bot.DeliveryState]int
	counted time.Time
}

const countEvery = time.Minute

func newOutboxGauges(o outboxCounter, now func() time.Time) *outboxGauges {
	return &outboxGauges{
		outbox: o, now: now,
		states: prometheus.NewDesc("gridwarden_deliveries", "Deliveries by state; their sum is all that was ever posted. Counted once a minute.", []string{"state"}, nil),
		overdue: prometheus.NewDesc("gridwarden_outbox_overdue_seconds",
			"How long the oldest delivery that is due has been waiting to be taken up; 0 if none is.", nil, nil),
	}
}

// Describe implements [prometheus.Collector].
func (g *outboxGauges) Describe(to chan<- *prometheus.Desc) {
	to <- g.states
	to <- g.overdue
}

// deliveryStates are all states, so that an empty one is 0 and not absent.
var deliveryStates = []bot.DeliveryState{bot.Waiting, bot.Held, bot.Calling, bot.Sent, bot.Bundled, bot.Skipped, bot.Failed}

// Collect implements [prometheus.Collector].
func (g *outboxGauges) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second) // the interface brings none
	defer cancel()
	if counts, err := g.count(ctx); err != nil {
		to <- prometheus.NewInvalidMetric(g.states, err)
	} else {
		for _, s := range deliveryStates {
			to <- prometheus.MustNewConstMetric(g.states, prometheus.GaugeValue, float64(counts[s]), string(s))
		}
	}
	at, ok, err := g.outbox.NextDue(ctx, nil)
	if err != nil {
		to <- prometheus.NewInvalidMetric(g.overdue, err)
		return
	}
	waiting := 0.0
	if ok {
		waiting = max(0, g.now().Sub(at).Seconds())
	}
	to <- prometheus.MustNewConstMetric(g.overdue, prometheus.GaugeValue, waiting)
}

func (g *outboxGauges) count(ctx context.Context) (map[bot.DeliveryState]int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if g.counts != nil && now.Sub(g.counted).Abs() < countEvery {
		return g.counts, nil
	}
	counts, err := g.outbox.CountDeliveries(ctx)
	if err != nil {
		return nil, err
	}
	g.counts, g.counted = counts, now
	return counts, nil
}
