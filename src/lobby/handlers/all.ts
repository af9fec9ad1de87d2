// Every route with its handler. The type says that none is missing.
import type { Clock } from '../../lib/clock.ts'
import type { Store } from '../../store/repositories.ts'
import type { Handlers } from '../handler.ts'
import type { Lobby } from '../lobby.ts'
import { storeGate } from '../store-gate.ts'
import { applyClub } from './club.ts'
import * as desk from './desk.ts'
import * as enter from './enter.ts'
import type { EnterDeps } from './enter.ts'
import { checkOrder, login, reconnect, roundTrip } from './manager.ts'
import type { ManagerDeps } from './manager.ts'
import * as play from './play.ts'

export type HandlerDeps = Omit<EnterDeps & ManagerDeps, 'ask'> & {
  readonly lobby: Lobby
  readonly store: Store
  readonly clock: Clock
  /** Why a request was refused with STORE_DOWN. */
  readonly onStoreFailure?: (error: unknown) => void
  /** Milliseconds from a move to its answer, as a client reports them. */
  readonly onRoundTrip?: (ms: number) => void
}

export function makeHandlers(given: HandlerDeps): Handlers {
  const { lobby, store, clock, onStoreFailure = () => undefined, onRoundTrip = () => undefined } = given
  const ask = storeGate(store, onStoreFailure)
  const deps = { ...given, ask }
  return {
    'Manager.Login': login(deps),
    'Manager.CheckOrder': checkOrder(ask),
    'Manager.RoundTrip': roundTrip(onRoundTrip),
    'DeskManager.UnCompleteDesk': desk.unCompleteDesk(lobby),
    'DeskManager.ReConnect': reconnect(deps),
    'DeskManager.ReJoin': desk.rejoin(lobby),
    'DeskManager.ReEnter': desk.rejoin(lobby),
    'DeskManager.Pause': play.pause(lobby),
    'DeskManager.Resume': play.resume(lobby),
    'DeskManager.CreateDesk': enter.createDesk(deps),
    'DeskManager.Join': enter.joinDesk(deps),
    'DeskManager.QuickStart': enter.quickStart(deps),
    'DeskManager.AddBot': desk.addBot(lobby),
    'DeskManager.ClientInitCompleted': desk.clientInitCompleted(lobby),
    'DeskManager.Exit': desk.exit(lobby),
    'DeskManager.Dissolve': play.dissolve(lobby),
    'DeskManager.DissolveStatus': play.dissolveStatus(lobby),
    'DeskManager.Ready': play.ready(lobby),
    'DeskManager.QiPaiFinished': play.qiPaiFinished(lobby),
    'DeskManager.SwapTiles': play.swapTiles(lobby),
    'DeskManager.DingQue': play.dingQue(lobby),
    'DeskManager.OpChoose': play.opChoose(lobby),
    'DeskManager.Trust': play.trust(lobby),
    'DeskManager.VoiceMessage': play.voiceMessage(lobby),
    'DeskManager.RecordingVoice': play.recordingVoice(lobby),
    'ClubManager.ApplyClub': applyClub(ask, clock),
  }
}
