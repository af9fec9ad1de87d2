// Probes of sockets, messages and handlers, beside whatever else observes the network.
import type { Connected, NetObserver } from '../../net/observer.ts'
import type { WebObserver } from '../../web/web-server-options.ts'
import { PROBE } from './probes.ts'
import type { Usdt } from './provider.ts'

const US_PER_SECOND = 1e6
const HANDLER_START = PROBE.handler__start
const HANDLER_DONE = PROBE.handler__done
const WS_SEND = PROBE.ws__send
const WS_BACKPRESSURE = PROBE.ws__backpressure
const WS_RECV = PROBE.ws__recv
const WS_OPEN = PROBE.ws__open
const WS_CLOSE = PROBE.ws__close
const HTTP_DONE = PROBE.http__done

/** Connections are named s1, s2, and so on. */
const numberOf = (who: Connected | undefined): number => Number(who?.id.slice(1) ?? 0)

/** The observer itself in a process without probes. */
export function probeNet(inner: NetObserver, usdt: Usdt): NetObserver {
  const { sem, fire, status } = usdt
  if (!status.isActive) return inner
  return {
    ...inner,
    ...probeHandlers(inner, usdt),
    sessionOpened(kind, who) {
      if (sem[WS_OPEN] !== 0) fire.ws__open(numberOf(who), who?.ip ?? '', kind)
      inner.sessionOpened(kind, who)
    },
    sessionClosed(kind, end, lifeMs, who) {
      if (sem[WS_CLOSE] !== 0) fire.ws__close(numberOf(who), end, lifeMs)
      inner.sessionClosed(kind, end, lifeMs, who)
    },
    dataReceived(kind, bytes, who) {
      if (sem[WS_RECV] !== 0) fire.ws__recv(numberOf(who), bytes, kind)
      inner.dataReceived(kind, bytes, who)
    },
    pushSent(route, bytes, who) {
      if (sem[WS_SEND] !== 0) fire.ws__send(numberOf(who), bytes, route, who?.bufferedBytes ?? 0)
      if (sem[WS_BACKPRESSURE] !== 0 && who?.bufferedBytes)
        fire.ws__backpressure(numberOf(who), who.bufferedBytes)
      inner.pushSent(route, bytes, who)
    },
  }
}

/** A message gets its number only while somebody watches, and keeps it in its connection until it is answered. */
function probeHandlers(
  inner: NetObserver,
  { sem, fire }: Usdt,
): Pick<NetObserver, 'messageBegun' | 'messageHandled'> {
  const running = new WeakMap<Connected, number>()
  let lastId = 0
  return {
    messageBegun(route, bytes, who) {
      inner.messageBegun?.(route, bytes, who)
      if (sem[HANDLER_START] === 0 && sem[HANDLER_DONE] === 0) return
      lastId += 1
      running.set(who, lastId)
      if (sem[HANDLER_START] !== 0) fire.handler__start(lastId, route, numberOf(who), bytes)
    },
    messageHandled(message, who) {
      if (sem[HANDLER_DONE] !== 0 && who) {
        const id = running.get(who)
        if (id !== undefined) fire.handler__done(id, message.route, message.result)
        running.delete(who)
      }
      inner.messageHandled(message, who)
    },
  }
}

/** The observer itself in a process without probes. */
export function probeWeb(inner: WebObserver, { sem, fire, status }: Usdt): WebObserver {
  if (!status.isActive) return inner
  return {
    ...inner,
    request(done) {
      if (sem[HTTP_DONE] !== 0) fire.http__done(done.route, done.status, done.seconds * US_PER_SECOND)
      inner.request(done)
    },
  }
}
