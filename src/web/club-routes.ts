// Clubs as the back office runs them: the half that nanoserver never published (/v1/gm/club/*).

import { type Static, Type } from 'typebox'
import { err, ok } from '../lib/result.ts'
import type { Applicant, ClubInfo, MemberRefusal } from '../store/office-repositories.ts'
import { type AdminRouteParts, addAdminRoute } from './admin-route.ts'
import {
  Code0,
  CountText,
  IdText,
  PlainText,
  ReasonText,
  ReferenceText,
  SUCCESS,
  SuccessAnswer,
} from './fields.ts'
import { credit, RechargeAnswer } from './gm-routes.ts'
import { PageFields, pageOf } from './pages.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

export type OfficeParts = AdminRouteParts & Pick<WebServerOptions, 'store'>

const NAME_MAX = 32
const DESC_MAX = 255
/** nanoserver's default. */
const MAX_MEMBER = '500'

const Reason = { reason: Type.Optional(ReasonText) }
const NewClub = Type.Object({
  name: PlainText(NAME_MAX, 1),
  desc: Type.Optional(PlainText(DESC_MAX)),
  agent_id: Type.Optional(IdText),
  max_member: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}$' })),
  ...Reason,
})
const ListClubs = Type.Object({ ...PageFields, agent_id: Type.Optional(IdText) })
const OfClub = Type.Object({ club_id: IdText, ...Reason })
const OfMember = Type.Object({ club_id: IdText, uid: IdText, ...Reason })
const TopUp = Type.Object({
  club_id: IdText,
  count: CountText,
  reference: Type.Optional(ReferenceText),
  ...Reason,
})

const ClubItem = Type.Object({
  club_id: Type.Integer(),
  agent_id: Type.Integer(),
  name: Type.String(),
  desc: Type.String(),
  member: Type.Integer(),
  max_member: Type.Integer(),
  balance: Type.Integer(),
  created_at: Type.Integer(),
})
const MemberItem = Type.Object({ uid: Type.Integer(), name: Type.String(), applied_at: Type.Integer() })
const ClubAnswer = Type.Object({ code: Code0, data: ClubItem })
const ClubListAnswer = Type.Object({ code: Code0, total: Type.Integer(), data: Type.Array(ClubItem) })
const MemberListAnswer = Type.Object({ code: Code0, total: Type.Integer(), data: Type.Array(MemberItem) })

const clubItem = (club: ClubInfo): Static<typeof ClubItem> => ({
  club_id: club.clubId,
  agent_id: club.agentId,
  name: club.name,
  desc: club.desc,
  member: club.member,
  max_member: club.maxMember,
  balance: club.balance,
  created_at: club.createdAt,
})

const memberItem = ({ uid, name, appliedAt }: Applicant): Static<typeof MemberItem> => ({
  uid,
  name,
  applied_at: appliedAt,
})

const memberRefusal = ({ code }: MemberRefusal) =>
  err({ code: code === 'CLUB_UNKNOWN' ? 'CLUB_NOT_FOUND' : code } as const)

export function addClubRoutes(app: WebApp, parts: OfficeParts): void {
  addClubs(app, parts)
  addMemberLists(app, parts)
  addMemberDeeds(app, parts)
}

function addClubs(app: WebApp, parts: OfficeParts): void {
  const { store } = parts
  addAdminRoute(app, parts, {
    path: '/v1/gm/club/create',
    scope: 'gm',
    summary: 'Founds a club',
    takes: NewClub,
    answers: ClubAnswer,
    deed: ({ name, agent_id }) => ({ action: 'club_create', target: 'club', detail: { name, agent_id } }),
    isToldByStore: true,
    async handle({ name, desc = '', agent_id = '0', max_member = MAX_MEMBER }, { at }, told) {
      const limits = { agentId: Number(agent_id), maxMember: Number(max_member) }
      const club = await store.clubAdmin.create({ name, desc, at, ...limits }, told)
      return ok({ code: 0, data: clubItem(club) } as const)
    },
  })
  addAdminRoute(app, parts, {
    path: '/v1/gm/club/list',
    scope: 'gm',
    summary: 'Clubs, the newest first',
    takes: ListClubs,
    answers: ClubListAnswer,
    async handle({ agent_id, ...page }) {
      const ofAgent = agent_id === undefined ? {} : { agentId: Number(agent_id) }
      const { rows, total } = await store.clubAdmin.list({ ...pageOf(page), ...ofAgent })
      return ok({ code: 0, total, data: rows.map(clubItem) } as const)
    },
  })
  addAdminRoute(app, parts, {
    path: '/v1/gm/club/recharge',
    scope: 'gm',
    summary: 'Gives cards to a club, once per reference',
    takes: TopUp,
    answers: RechargeAnswer,
    deed: ({ club_id, count, reference }) => ({
      action: 'recharge',
      target: `club:${club_id}`,
      detail: { count: Number(count), reference },
    }),
    isToldByStore: true,
    handle: async ({ club_id, count, reference }, asked) =>
      await credit(store, { payer: { kind: 'club', clubId: Number(club_id) }, count, reference }, asked),
  })
}

function addMemberLists(app: WebApp, parts: OfficeParts): void {
  const { clubAdmin } = parts.store
  for (const { name, summary } of [
    { name: 'applicants', summary: 'Who waits to be let into the club' },
    { name: 'members', summary: 'Who is in the club' },
  ] as const) {
    addAdminRoute(app, parts, {
      path: `/v1/gm/club/${name}`,
      scope: 'gm',
      summary,
      takes: OfClub,
      answers: MemberListAnswer,
      async handle({ club_id }) {
        const club = await clubAdmin.find(Number(club_id))
        if (club === undefined) return err({ code: 'CLUB_NOT_FOUND' })
        const data = (await clubAdmin[name](club.clubId)).map(memberItem)
        return ok({ code: 0, total: data.length, data } as const)
      },
    })
  }
}

function addMemberDeeds(app: WebApp, parts: OfficeParts): void {
  const { clubAdmin } = parts.store
  for (const { name, summary } of [
    { name: 'approve', summary: 'Lets an applicant in' },
    { name: 'refuse', summary: 'Turns an applicant down' },
    { name: 'remove', summary: 'Takes a member out' },
  ] as const) {
    addAdminRoute(app, parts, {
      path: `/v1/gm/club/${name}`,
      scope: 'gm',
      summary,
      takes: OfMember,
      answers: SuccessAnswer,
      deed: ({ club_id, uid }) => ({ action: `club_${name}`, target: `club:${club_id}`, detail: { uid } }),
      isToldByStore: true,
      async handle({ club_id, uid }, _, told) {
        const done = await clubAdmin[name](Number(uid), Number(club_id), told)
        return done.ok ? ok(SUCCESS) : memberRefusal(done.error)
      },
    })
  }
}
