// The compiler runs this file: each line is a claim about the types that follow from the schemas.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MeldType } from '../../src/rules/meld.ts'
import type { BotLevel } from '../../src/table/player.ts'
import type { botLevel, meldType } from '../../src/protocol/fields.ts'
import type { Infer } from '../../src/protocol/schema.ts'
import type { AnyPush, PushOf } from '../../src/protocol/pushes.ts'
import type { RequestOf, ResponseOf } from '../../src/protocol/routes.ts'

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type OpChoose = { optype: number; idx?: number; promptId?: number }
type Trust = { uid: number; on: boolean; seq?: number }

test('the payload types are those that the schemas describe', () => {
  const claims = {
    raw: true satisfies Same<RequestOf<'DeskManager.VoiceMessage'>, Uint8Array>,
    rawPush: true satisfies Same<PushOf<'onVoiceMessage'>, Uint8Array>,
    boolean: true satisfies Same<RequestOf<'DeskManager.Trust'>, { on: boolean }>,
    optional: true satisfies Same<RequestOf<'DeskManager.OpChoose'>, OpChoose>,
    array: true satisfies Same<RequestOf<'DeskManager.SwapTiles'>['tiles'], readonly number[]>,
    strings: true satisfies Same<
      RequestOf<'DeskManager.AddBot'>['level'],
      'easy' | 'normal' | 'strong' | undefined
    >,
    botLevels: true satisfies Same<Infer<typeof botLevel>, BotLevel>,
    meldTypes: true satisfies Same<Infer<typeof meldType>, MeldType>,
    integers: true satisfies Same<PushOf<'onHuScoreChange'>['huPaiType'], 0 | 1 | 2>,
    nested: true satisfies Same<ResponseOf<'DeskManager.Join'>['tableInfo']['deskId'], string>,
    bareArray: true satisfies Same<PushOf<'onDingQue'>, readonly { uid: number; que: number }[]>,
    stamped: true satisfies Same<PushOf<'onTrust'>, Trust>,
    nullable: true satisfies Same<Extract<PushOf<'onSyncDesk'>['hint'], null>, null>,
    union: true satisfies Same<Extract<AnyPush, { name: 'onCoinChange' }>['payload'], { coin: number }>,
    record: true satisfies Same<
      Exclude<RequestOf<'DeskManager.CreateDesk'>['options']['rules'], undefined>,
      { readonly [name: string]: unknown }
    >,
  }
  const login: RequestOf<'Manager.Login'> = { uid: 1 }
  // @ts-expect-error uid is required
  const nobody: RequestOf<'Manager.Login'> = {}
  // @ts-expect-error a claim that does not hold does not compile
  const wrong = true satisfies Same<RequestOf<'DeskManager.Trust'>, { on: number }>
  assert.deepEqual([claims.raw, login.uid, nobody, wrong], [true, 1, {}, true])
})
