// Routes of DeskManager that play a round, and the voices around it.
import { DONE } from './answers.ts'
import { claimedTile, flag, promptId, QUE, seatSeed } from './fields.ts'
import { array, BYTES, integer, openObject, string } from './schema.ts'

const MAX_SWAP = 3
/** Any suit number passes here, so that the table can name what is wrong with it. */
const MAX_QUE = 1000

export const PLAY_ROUTES = {
  'DeskManager.Ready': { request: openObject({}, { seed: seatSeed }), response: DONE, needs: 'desk' },
  'DeskManager.QiPaiFinished': { request: openObject({}), response: DONE, needs: 'desk' },
  'DeskManager.SwapTiles': {
    request: openObject({ tiles: array(claimedTile, MAX_SWAP) }, { promptId }),
    response: DONE,
    needs: 'desk',
  },
  'DeskManager.DingQue': {
    request: openObject({ que: integer(QUE.none, MAX_QUE) }, { promptId }),
    response: DONE,
    needs: 'desk',
  },
  'DeskManager.OpChoose': {
    request: openObject({ optype: integer(0, MAX_QUE) }, { idx: claimedTile, promptId }),
    response: DONE,
    needs: 'desk',
  },
  'DeskManager.Trust': { request: openObject({ on: flag }), response: DONE, needs: 'desk' },
  'DeskManager.VoiceMessage': { request: BYTES, response: DONE, needs: 'desk' },
  'DeskManager.RecordingVoice': {
    request: openObject({ fileId: string(512) }),
    response: DONE,
    needs: 'desk',
  },
} as const
