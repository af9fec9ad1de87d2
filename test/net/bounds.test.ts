// The small parts that bound things, one by one.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import { Admission } from '../../src/net/admission.ts'
import { Inbox } from '../../src/net/inbox.ts'
import { SendWindow } from '../../src/net/send-window.ts'
import { TokenBucket } from '../../src/net/token-bucket.ts'
import { FakeClock } from './fake-clock.ts'

describe('token bucket', () => {
  test('lets a burst through, then drips', () => {
    const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, 0)
    const taken = [0, 0, 0, 0, 499, 500, 501, 1000, 100_000, 100_000, 100_000, 100_000]
    assert.deepEqual(
      taken.map((atMs) => bucket.take(atMs)),
      [true, true, true, false, false, true, false, true, true, true, true, false],
    )
    assert.equal(bucket.isFull(100_000), false)
    assert.equal(bucket.isFull(101_500), true)
  })

  test('never lets more through than burst + time x rate', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }), (gaps) => {
        const rate = { perSecond: 7, burst: 5 }
        const bucket = new TokenBucket(rate, 0)
        let nowMs = 0
        let passed = 0
        for (const gap of gaps) {
          nowMs += gap
          if (bucket.take(nowMs)) passed += 1
        }
        assert.ok(passed <= rate.burst + (nowMs * rate.perSecond) / 1000 + 1e-6)
      }),
    )
  })
})

describe('send window', () => {
  const limits = { softBytes: 100, softMs: 5000, hardBytes: 400 }

  test('soft limit: tolerated for its time, and forgiven when the peer catches up', () => {
    const clock = new FakeClock()
    const window = new SendWindow(limits, clock)
    assert.equal(window.admits(60, 40), true)
    assert.equal(window.admits(61, 40), true)
    clock.advance(5000)
    assert.equal(window.admits(200, 0), true)
    assert.equal(window.admits(10, 10), true)
    clock.advance(1)
    assert.equal(window.admits(200, 0), true)
    clock.advance(5001)
    assert.equal(window.admits(200, 0), false)
  })

  test('hard limit: at once, but one packet larger than it may go to an idle socket', () => {
    const window = new SendWindow(limits, new FakeClock())
    assert.equal(window.admits(300, 101), false)
    assert.equal(window.admits(0, 1000), true)
  })
})

describe('inbox', () => {
  /** An owner whose items wait until `finish`. */
  function slowOwner() {
    const handled: number[] = []
    const full: boolean[] = []
    const gates: (() => void)[] = []
    const inbox = new Inbox<number>({
      handle(item) {
        handled.push(item)
        return new Promise((resolve) => gates.push(resolve))
      },
      setFull: (isFull) => void full.push(isFull),
    })
    const finish = async () => {
      gates.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    return { inbox, handled, full, finish }
  }

  test('one at a time, in order', async () => {
    const { inbox, handled, finish } = slowOwner()
    for (const item of [1, 2, 3]) assert.equal(inbox.put(item), true)
    assert.deepEqual(handled, [1])
    await finish()
    assert.deepEqual(handled, [1, 2])
    await finish()
    await finish()
    inbox.put(4)
    assert.deepEqual(handled, [1, 2, 3, 4])
  })

  test('full at 64, empty enough at 16, closed over 256', async () => {
    const { inbox, full, finish } = slowOwner()
    inbox.put(0)
    for (let item = 1; item < 64; item++) inbox.put(item)
    assert.deepEqual(full, [])
    inbox.put(64)
    assert.deepEqual(full, [true])
    for (let item = 65; item <= 256; item++) assert.equal(inbox.put(item), true)
    assert.equal(inbox.put(257), false)
    for (let item = 0; item < 256 - 17; item++) await finish()
    assert.deepEqual(full, [true])
    await finish()
    assert.deepEqual(full, [true, false])
  })

  test('clearing forgets what waits', async () => {
    const { inbox, handled, finish } = slowOwner()
    for (const item of [1, 2, 3]) inbox.put(item)
    inbox.clear()
    await finish()
    assert.deepEqual(handled, [1])
  })

  test('a thousand items that are handled at once need no waiting', () => {
    const handled: number[] = []
    const inbox = new Inbox<number>({
      handle(item) {
        handled.push(item)
        return undefined
      },
      setFull: () => assert.fail('never full'),
    })
    for (let item = 0; item < 1000; item++) inbox.put(item)
    assert.equal(handled.length, 1000)
  })
})

describe('admission', () => {
  const limits = { maxSessions: 3, maxSessionsPerIp: 2, maxPreAuth: 2, ipRate: { perSecond: 1, burst: 2 } }

  test('counts fit what happened, whatever the order', () => {
    const step = fc.record({ what: fc.constantFrom('enter', 'logIn', 'leave'), which: fc.nat(5) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const admission = new Admission(limits)
        const tickets: ReturnType<Admission['enter']>[] = []
        for (const { what, which } of steps) {
          const ticket = tickets[which % Math.max(1, tickets.length)]
          const ip = `10.0.0.${which}`
          if (what === 'enter' && admission.refusalFor(ip) === null) tickets.push(admission.enter(ip, 0))
          if (what === 'logIn' && ticket !== undefined) admission.logIn(ticket)
          if (what === 'leave' && ticket !== undefined) admission.leave(ticket)
        }
        const open = tickets.filter(({ state }) => state !== 'gone')
        const waiting = open.filter(({ state }) => state === 'pre-auth')
        assert.equal(admission.sessions, open.length)
        assert.ok(open.length <= limits.maxSessions && waiting.length <= limits.maxPreAuth)
        const expected =
          open.length === limits.maxSessions
            ? 'full'
            : waiting.length === limits.maxPreAuth
              ? 'pre_auth_full'
              : null
        assert.equal(admission.refusalFor('10.9.9.9'), expected)
      }),
    )
  })

  test('addresses of one IPv6 network share their places', () => {
    const admission = new Admission(limits)
    const tickets = ['2001:db8::1', '2001:db8::2'].map((ip) => admission.enter(ip, 0))
    for (const ticket of tickets) admission.logIn(ticket)
    assert.equal(admission.refusalFor('2001:db8::3'), 'ip_full')
    assert.equal(admission.refusalFor('2001:db8:0:1::3'), null)
  })

  test('an address is forgotten when its bucket is full again, not before', () => {
    const admission = new Admission(limits)
    const first = admission.enter('10.0.0.1', 0)
    first.visitor.bucket.take(0)
    admission.leave(first)
    admission.sweep(999)
    const second = admission.enter('10.0.0.1', 999)
    assert.equal(second.visitor, first.visitor)
    admission.leave(second)
    admission.sweep(1000)
    assert.notEqual(admission.enter('10.0.0.1', 1000).visitor, first.visitor)
  })
})
