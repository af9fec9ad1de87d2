// Cost of one message on the wire, in ns: ours, against JSON alone and against the pinus-protocol codec.
import { createRequire } from 'node:module'
import { must } from '../src/lib/assert.ts'
import { makeJson, parsePayload } from '../src/protocol/json.ts'
import { makeDataPacket, parseMessage } from '../src/protocol/message.ts'
import { PacketReader } from '../src/protocol/packet.ts'
import { plainPipeline, xxteaPipeline } from '../src/protocol/pipeline.ts'
import type { PayloadPipeline } from '../src/protocol/pipeline.ts'
import { makeUtf8 } from '../src/protocol/utf8.ts'
import type { BenchRow } from './row.ts'

type Pinus = {
  Package: { encode(type: number, body: Buffer): Buffer; decode(bytes: Buffer): { body: Buffer } }
  Message: {
    encode(id: number, type: number, compress: number, route: string, body: Buffer): Buffer
    decode(bytes: Buffer): { body: Buffer }
  }
}
const { Package, Message } = createRequire(import.meta.url)('pinus-protocol') as Pinus

const SAMPLES = 7
const SAMPLE_MS = 40
const PUSH = 3
const DATA = 4
const MAX_BODY = 4096

let sink: unknown

/** Median ns of one call, over samples of a fixed time. */
function nsPerCall(work: () => unknown): number {
  let calls = 1
  for (let tookMs = 0; tookMs < SAMPLE_MS; calls *= 2) tookMs = elapsedMs(work, calls)
  const samples = Array.from({ length: SAMPLES }, () => (elapsedMs(work, calls / 2) / (calls / 2)) * 1e6)
  return must(samples.sort((a, b) => a - b)[SAMPLES >> 1], 'median')
}

function elapsedMs(work: () => unknown, calls: number): number {
  const start = performance.now()
  for (let call = 0; call < calls; call++) sink = work()
  return performance.now() - start
}

/** `target` is a multiple of the baseline. */
function row(
  name: string,
  work: () => unknown,
  versus: { baseline: () => unknown; target?: number },
): BenchRow {
  const value = nsPerCall(work)
  const baseline = nsPerCall(versus.baseline)
  const ratio = value / baseline
  const judged = versus.target === undefined ? {} : { target: versus.target, met: ratio <= versus.target }
  return { name, value: Math.round(value), unit: 'ns', baseline: Math.round(baseline), ratio, ...judged }
}

const CHOICE = { optype: 1, idx: 52, promptId: 117 }
const DRAW = { acId: 100_017, mjids: [-1], seq: 214 }
const HAND = Array.from({ length: 13 }, (_, index) => index * 7)
const SYNC = {
  status: 3,
  players: Array.from({ length: 4 }, (_, seat) => ({
    acId: 100_001 + seat,
    shouPaiIds: HAND,
    chuPaiIds: HAND,
    gangInfos: HAND.slice(0, 6),
    lastTile: -1,
    isHu: false,
    huPai: -1,
    huType: 0,
    que: 1,
    score: 1000,
  })),
  scoreInfo: Array.from({ length: 4 }, (_, seat) => ({ acId: 100_001 + seat, score: 1000 })),
  markerAcId: 100_001,
  lastMoPaiAcId: 100_002,
  restCnt: 31,
  dice1: 2,
  dice2: 5,
  hint: null,
  lastChuPaiId: 44,
  lastChuPaiUid: 100_001,
  seq: 215,
}

function decodeOf(packet: Uint8Array, pipeline: PayloadPipeline): () => unknown {
  const reader = new PacketReader({ maxBodyBytes: MAX_BODY })
  return () => {
    const packets = reader.feed(packet)
    if (!packets.ok) throw new Error(packets.error.code)
    const message = parseMessage(packets.value[0]!.body)
    if (!message.ok) throw new Error(message.error.code)
    const payload = pipeline.decode(message.value.body)
    return payload.ok ? parsePayload(payload.value) : payload
  }
}

const encodeOf = (route: string, value: unknown, pipeline: PayloadPipeline) => (): Uint8Array =>
  makeDataPacket({ type: 'push', route, body: pipeline.encode(makeJson(value)) })

const pinusDecodeOf = (packet: Uint8Array) => (): unknown =>
  JSON.parse(Message.decode(Package.decode(Buffer.from(packet)).body).body.toString())
const pinusEncodeOf = (route: string, value: unknown) => (): unknown =>
  Package.encode(DATA, Message.encode(0, PUSH, 0, route, Buffer.from(JSON.stringify(value))))

/** A few seconds on one core. */
export function benchProtocol(): BenchRow[] {
  const xxtea = xxteaPipeline('7AEC4MA152BQE9HWQ7KB')
  const request = (pipeline: PayloadPipeline): Uint8Array =>
    makeDataPacket({
      type: 'request',
      id: 77,
      route: 'DeskManager.OpChoose',
      body: pipeline.encode(makeJson(CHOICE)),
    })
  const plain = request(plainPipeline)
  const choice = JSON.stringify(CHOICE)
  const decode = decodeOf(plain, plainPipeline)
  const drawOf = encodeOf('onMoPai', DRAW, plainPipeline)
  const syncOf = encodeOf('onSyncDesk', SYNC, plainPipeline)
  const bytes = makeUtf8(choice)
  return [
    row('decode OpChoose, against JSON.parse alone', decode, {
      baseline: () => JSON.parse(choice) as unknown,
    }),
    row('decode OpChoose, against pinus-protocol', decode, { baseline: pinusDecodeOf(plain), target: 1 }),
    row('encode onMoPai, against JSON.stringify alone', drawOf, { baseline: () => JSON.stringify(DRAW) }),
    row('encode onMoPai, against pinus-protocol', drawOf, {
      baseline: pinusEncodeOf('onMoPai', DRAW),
      target: 1,
    }),
    row('encode onSyncDesk, against JSON.stringify alone', syncOf, {
      baseline: () => JSON.stringify(SYNC),
      target: 2,
    }),
    row('encode onSyncDesk, against pinus-protocol', syncOf, {
      baseline: pinusEncodeOf('onSyncDesk', SYNC),
      target: 1.25,
    }),
    row('decode OpChoose with XXTEA, against without', decodeOf(request(xxtea), xxtea), { baseline: decode }),
    row('XXTEA and base64 of 38 bytes, against node base64', () => xxtea.encode(bytes), {
      baseline: () => Buffer.from(bytes).toString('base64'),
    }),
  ]
}

if (import.meta.main) {
  console.table(benchProtocol())
  if (sink === undefined) throw new Error('nothing was measured')
}
