// From a Data packet to a handler and back: whatever comes in, a Request is answered, and nothing that a
// client sends or a handler throws ends the process.
import type { Clock } from '../lib/clock.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { Handlers } from '../lobby/handler.ts'
import type { RouteDictionary } from '../protocol/dictionary.ts'
import { parsePayload } from '../protocol/json.ts'
import { type NotifyMessage, parseMessage, type RequestMessage } from '../protocol/message.ts'
import type { PayloadPipeline } from '../protocol/pipeline.ts'
import type { ProtocolError, ProtocolErrorCode } from '../protocol/protocol-error.ts'
import { type Reason, type Refusal, refusalFor } from '../protocol/refusals.ts'
import { isRouteName, type RouteName, ROUTES } from '../protocol/routes.ts'
import { BYTES } from '../protocol/schema.ts'
import { outgoing } from '../room/connection.ts'
import type { HandledMessage, NetObserver } from './observer.ts'
import type { PayloadChecks } from './payload-checks.ts'
import type { Inbound, MessageHandler, Peer } from './session-context.ts'

export type DispatcherParts = {
  readonly handlers: Handlers
  readonly isSeated: (uid: number) => boolean
  readonly checks: PayloadChecks
  readonly pipeline: PayloadPipeline
  readonly dictionary: RouteDictionary | null
  readonly clock: Clock
  readonly observer: NetObserver
  /** Checks responses against their schemas too. */
  readonly checkOutgoing: boolean
}

type Question = RequestMessage | NotifyMessage
type Call = { readonly message: Question; readonly route: RouteName; readonly isOverRate: boolean }
/** A handler once its route's types are erased: the schema check is what makes the call right. */
type AnyHandler = (peer: Peer, request: unknown) => AnyAnswer | Promise<AnyAnswer>
type AnyAnswer = Result<unknown, Refusal>

export class Dispatcher implements MessageHandler {
  readonly #parts: DispatcherParts

  constructor(parts: DispatcherParts) {
    this.#parts = parts
  }

  handle(peer: Peer, inbound: Inbound): Promise<void> | undefined {
    peer.trace = null
    const parsed = parseMessage(inbound.body, this.#parts.dictionary ?? undefined)
    if (!parsed.ok) return this.#refuseUnreadable(peer, parsed.error)
    const message = parsed.value
    if (message.type === 'response' || message.type === 'push') {
      return this.#refuseUnreadable(peer, { code: 'MESSAGE_TYPE' })
    }
    const { isOverRate } = inbound
    if (isRouteName(message.route)) return this.#follow(peer, { message, route: message.route, isOverRate })
    return this.#refuse(peer, message, isOverRate ? 'RATE_LIMITED' : 'ROUTE_UNKNOWN')
  }

  /** What came over the rate is refused and not worth more. */
  #follow(peer: Peer, call: Call): Promise<void> | undefined {
    const { observer } = this.#parts
    if (observer.messageReceived && !call.isOverRate)
      peer.trace = observer.messageReceived(call.route, peer.receivedAtMs, peer.birth)
    observer.messageBegun?.(call.route, call.message.body.length, peer)
    return peer.trace ? peer.trace.run(() => this.#serve(peer, call)) : this.#serve(peer, call)
  }

  #serve(peer: Peer, { message, route, isOverRate }: Call): Promise<void> | undefined {
    try {
      const request = this.#admit(peer, { message, route, isOverRate })
      if (!request.ok) return this.#answer(peer, message, request)
      const answer = (this.#parts.handlers[route] as AnyHandler)(peer, request.value)
      if (!(answer instanceof Promise)) return this.#answer(peer, message, this.#checked(route, answer))
      return answer
        .then((value) => this.#answer(peer, message, this.#checked(route, value)))
        .catch((error: unknown) => this.#fail(peer, { message, route, error }))
    } catch (error) {
      return this.#fail(peer, { message, route, error })
    }
  }

  /** The payload that the handler may see: in rate, allowed to this session, and of the route's schema. */
  #admit(peer: Peer, { message, route, isOverRate }: Call): AnyAnswer {
    if (isOverRate) return err(refusalFor(route, 'RATE_LIMITED'))
    const { needs, request } = ROUTES[route]
    if (needs !== 'none' && peer.uid === null) return err(refusalFor(route, 'NOT_LOGGED_IN'))
    const plain = this.#parts.pipeline.decode(message.body)
    if (!plain.ok) return this.#badPayload(route, plain.error.code)
    // A copy, because a handler may keep it, and the view would keep the whole chunk it came in.
    if (request === BYTES) return this.#checkSeat(peer, route, new Uint8Array(plain.value))
    const payload = parsePayload(plain.value)
    if (!payload.ok) return this.#badPayload(route, payload.error.code)
    const fault = this.#parts.checks.faultOfRequest(route, payload.value)
    if (fault !== null) return err(refusalFor(route, 'BAD_PAYLOAD', fault))
    return this.#checkSeat(peer, route, payload.value)
  }

  #checkSeat(peer: Peer, route: RouteName, payload: unknown): AnyAnswer {
    const isRefused = ROUTES[route].needs === 'desk' && !this.#parts.isSeated(peer.uid ?? 0)
    return isRefused ? err(refusalFor(route, 'NOT_AT_DESK')) : ok(payload)
  }

  #badPayload(route: RouteName, code: ProtocolErrorCode): AnyAnswer {
    this.#parts.observer.faultSeen(code)
    return err(refusalFor(route, 'BAD_PAYLOAD', code))
  }

  #checked(route: RouteName, answer: AnyAnswer): AnyAnswer {
    const { checkOutgoing, checks, observer } = this.#parts
    if (!checkOutgoing) return answer
    const fault = answer.ok
      ? checks.faultOfResponse(route, answer.value)
      : checks.faultOfRefusal(answer.error)
    if (fault === null) return answer
    observer.handlerFailed(route, new TypeError(`the answer of ${route}: ${fault}`))
    return err(refusalFor(route, 'INTERNAL'))
  }

  /** A bug in a handler: the peer learns that, and no more. */
  #fail(peer: Peer, { message, route, error }: Omit<Call, 'isOverRate'> & { error: unknown }): undefined {
    this.#parts.observer.handlerFailed(route, error, peer)
    return this.#refuse(peer, message, 'INTERNAL')
  }

  #refuse(peer: Peer, message: Question, reason: Reason): undefined {
    return this.#answer(peer, message, err(refusalFor(message.route, reason)))
  }

  #answer(peer: Peer, message: Question, answer: AnyAnswer): undefined {
    if (message.type === 'request') peer.respond(message.id, answer.ok ? answer.value : answer.error)
    else if (!answer.ok) peer.send(outgoing('onError', { route: message.route, ...answer.error }))
    this.#report(
      peer,
      isRouteName(message.route) ? message.route : 'unknown',
      answer.ok ? 'OK' : answer.error.reason,
    )
  }

  /** No route is known, but a Request's id may be: then it gets its answer, else the peer a push. */
  #refuseUnreadable(peer: Peer, { code, id }: ProtocolError): undefined {
    this.#parts.observer.faultSeen(code)
    const reason = code === 'MESSAGE_COMPRESSED' ? 'BODY_COMPRESSED' : 'BAD_MESSAGE'
    const refusal = refusalFor('', reason, code)
    if (id === undefined) peer.send(outgoing('onError', { route: '', ...refusal }))
    else peer.respond(id, refusal)
    this.#report(peer, 'unknown', reason)
  }

  #report(peer: Peer, route: HandledMessage['route'], result: HandledMessage['result']): void {
    const { observer, clock } = this.#parts
    const { receivedAtMs, trace } = peer
    const ms = clock.monotonicMs() - receivedAtMs
    observer.messageHandled({ route, result, ms, receivedAtMs, trace }, peer)
  }
}
