// Brings the database to this version's schema and says what ran.

import type { ConfiguredDatabase } from './configured-database.ts'

export async function migrateDatabase(database: ConfiguredDatabase): Promise<boolean> {
  const before = await database.states()
  const { store } = await database.open()
  await store.close()
  const ran = [...before].filter(([, state]) => state === 'pending').map(([name]) => name)
  console.log(`${database.name}: ${ran.length === 0 ? 'up to date' : `ran ${ran.join(', ')}`}`)
  return true
}
