// What the network reports, as metrics and log lines.
import type { HandledMessage, NetObserver, Refused, TransportKind } from '../net/observer.ts'
import type { Reason } from '../protocol/refusals.ts'
import type { Metrics } from './metrics.ts'
import type { Reporting } from './telemetry.ts'

const MS_PER_SECOND = 1000
const TRANSPORTS: readonly TransportKind[] = ['ws', 'tcp']

/** A connection that was turned away, as the result of a handshake that never was. */
const HANDSHAKE_OF: Readonly<Record<Refused, string>> = {
  full: 'overload',
  pre_auth_full: 'overload',
  // One address at its own limit says nothing of the server's: a flood must not spend the objective of everybody.
  ip_full: 'bad_request',
  draining: 'draining',
  overload: 'overload',
  origin: 'unauthorized',
  path: 'bad_request',
  not_websocket: 'bad_request',
}

export function observeNet({ log, metrics, traces = null }: Reporting): NetObserver {
  const meters = netMeters(metrics)
  for (const transport of TRANSPORTS) meters.connections.child(transport).set(0)
  return {
    acceptFailed(transport, error) {
      meters.handshakes.child('error').inc()
      log.warn('accept_failed', { transport, error })
    },
    connectionRefused(_, why) {
      meters.refused.child(why).inc()
      meters.handshakes.child(HANDSHAKE_OF[why]).inc()
    },
    sessionOpened: (transport) => meters.connections.child(transport).add(1),
    sessionClosed(transport, end, lifeMs, who) {
      log.debug('session_closed', { session: who?.id, uid: who?.uid, transport, end, lifeMs })
      meters.connections.child(transport).add(-1)
      meters.closes.child(end).inc()
      meters.lives.observe(lifeMs / MS_PER_SECOND)
    },
    handshakeDone(isAccepted, ms) {
      meters.handshakes.child(isAccepted ? 'ok' : 'bad_request').inc()
      if (isAccepted) meters.handshakeSeconds.observe(ms / MS_PER_SECOND)
    },
    heartbeatAnswered: (ms) => meters.heartbeats.observe(ms / MS_PER_SECOND),
    dataReceived: (_, bytes) => meters.bytesIn.observe(bytes),
    faultSeen: (code) => meters.faults.child(code).inc(),
    ...(traces ? { messageReceived: traces.message } : {}),
    messageHandled(message, who) {
      const how = countHandled(meters, message)
      const { route, result, ms } = message
      log.debug('request_handled', { session: who?.id, uid: who?.uid, route, result, ms })
      traces?.messageHandled(message, how === 'error')
    },
    unbindFailed: (error) => log.error('unbind_failed', { error }),
    handlerFailed(route, error, who) {
      meters.failures.child(route).inc()
      if (MOVE_ROUTES.includes(route)) meters.actions.child('unknown', 'error').inc()
      log.error('handler_failed', { session: who?.id, uid: who?.uid, route, error })
    },
    pushSent(route, bytes) {
      meters.pushes.child(route).inc()
      meters.messagesOut.inc()
      meters.bytesOut.observe(bytes)
    },
    pushFailed: (route, error) => log.error('push_failed', { route, error }),
  }
}

/** Whose move it would have been, nobody knows: the table was never asked. */
const MOVE_ROUTES: readonly string[] = [
  'DeskManager.OpChoose',
  'DeskManager.SwapTiles',
  'DeskManager.DingQue',
]

/** Longer is as bad as this, and a lie can be no worse. */
const LONGEST_ROUND_TRIP_MS = 30_000

/** For what clients report of their own waits. */
export function countRoundTrips(metrics: Metrics): (ms: number) => void {
  const seconds = metrics.histogram('mj_action_client_rtt_seconds').child()
  return (ms) => seconds.observe(Math.min(ms, LONGEST_ROUND_TRIP_MS) / MS_PER_SECOND)
}

type Meters = ReturnType<typeof netMeters>

const netMeters = (metrics: Metrics) => ({
  connections: metrics.gauge('mj_ws_connections'),
  handshakes: metrics.counter('mj_ws_handshakes_total'),
  handshakeSeconds: metrics.histogram('mj_ws_handshake_duration_seconds').child(),
  refused: metrics.counter('mj_ws_refused_total'),
  closes: metrics.counter('mj_ws_closes_total'),
  lives: metrics.histogram('mj_ws_connection_duration_seconds').child(),
  heartbeats: metrics.histogram('mj_ws_heartbeat_rtt_seconds').child(),
  faults: metrics.counter('mj_ws_faults_total'),
  messagesIn: metrics.counter('mj_ws_messages_total').child('in'),
  messagesOut: metrics.counter('mj_ws_messages_total').child('out'),
  bytesIn: metrics.histogram('mj_ws_message_size_bytes').child('in'),
  bytesOut: metrics.histogram('mj_ws_message_size_bytes').child('out'),
  pushes: metrics.counter('mj_ws_pushes_total'),
  handlers: metrics.histogram('mj_handler_duration_seconds'),
  answers: metrics.counter('mj_handler_results_total'),
  failures: metrics.counter('mj_handler_failures_total'),
  actions: metrics.counter('mj_actions_total'),
  limited: metrics.counter('mj_rate_limited_total').child('session'),
  resumes: metrics.counter('mj_ws_resumes_total'),
  resumeSeconds: metrics.histogram('mj_ws_resume_duration_seconds').child(),
})

function countHandled(meters: Meters, message: HandledMessage): HandlerResult {
  const { route, result, ms } = message
  const how = handlerResultOf(result)
  meters.messagesIn.inc()
  meters.answers.child(result).inc()
  meters.handlers.child(route, how).observe(ms / MS_PER_SECOND)
  if (result === 'RATE_LIMITED') meters.limited.inc()
  if (route === 'DeskManager.ReJoin' || route === 'DeskManager.ReEnter') countResume(meters, message)
  return how
}

const OUR_FAULTS: readonly Reason[] = ['INTERNAL', 'STORE_DOWN', 'JOURNAL_DOWN', 'SERVER_BUSY']

type HandlerResult = 'ok' | 'rejected' | 'error'

function handlerResultOf(result: 'OK' | Reason): HandlerResult {
  if (result === 'OK') return 'ok'
  return OUR_FAULTS.includes(result) ? 'error' : 'rejected'
}

/** The table is over, or the seat was given up: nothing was lost. */
const EXPIRED: readonly Reason[] = ['NOT_AT_DESK', 'DESK_GONE', 'DESK_NOT_FOUND']

function countResume(meters: Meters, { result, ms }: HandledMessage): void {
  if (result === 'OK') {
    meters.resumes.child('ok').inc()
    meters.resumeSeconds.observe(ms / MS_PER_SECOND)
  } else if (EXPIRED.includes(result)) meters.resumes.child('expired').inc()
  else if (result === 'DESK_FROZEN') meters.resumes.child('state_lost').inc()
  // A client that asks too early or too often has lost nothing.
  else if (handlerResultOf(result) === 'error') meters.resumes.child('error').inc()
}
