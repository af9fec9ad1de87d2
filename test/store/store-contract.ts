// What every database behind the store must do. A dialect's test file calls this with a way to open a fresh one.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { accountsContract } from './contract/accounts-contract.ts'
import { cardsContract } from './contract/cards-contract.ts'
import { clubsContract } from './contract/clubs-contract.ts'
import { desksContract } from './contract/desks-contract.ts'
import { historiesContract } from './contract/histories-contract.ts'
import { officeContract } from './contract/office-contract.ts'
import { ordersContract } from './contract/orders-contract.ts'
import { statisticsContract } from './contract/statistics-contract.ts'
import { AT, type OpenStore, StoreBed } from './contract/store-bed.ts'
import { toldContract } from './contract/told-contract.ts'

export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  const bed = new StoreBed()

  describe(name, () => {
    before(async () => bed.use(await open()))
    after(() => bed.store.close())

    accountsContract(bed)
    cardsContract(bed)
    desksContract(bed)
    historiesContract(bed)
    clubsContract(bed)
    ordersContract(bed)
    officeContract(bed)
    toldContract(bed)
    statisticsContract(bed)

    test('an online sample is a row', async () => {
      await bed.store.online.record({ at: AT, userCount: 3, deskCount: 1 })
      const rows = await bed.db
        .selectFrom('online')
        .select(['time', 'userCount', 'deskCount'])
        .where('time', '=', AT)
        .execute()
      assert.deepEqual(rows, [{ time: AT, userCount: 3, deskCount: 1 }])
    })

    test('a ping is answered', async () => {
      await bed.store.ping()
    })
  })
}
