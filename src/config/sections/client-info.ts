// [share], [update], [contact], [voice] and [broadcast]: texts that the login answer hands to clients.

import { z } from 'zod'
import { flag, text } from '../fields.ts'

export const shareSection = z.strictObject({
  title: text().default('血战到底'),
  desc: text(1024).default('四川麻将，血战到底'),
})

export const updateSection = z.strictObject({
  force: flag().default(false),
  version: text()
    .regex(/^\d+(\.\d+){1,3}$/, { error: 'must be a version such as 1.9.3' })
    .default('1.9.3'),
  android: text(1024).default(''),
  ios: text(1024).default(''),
})

export const contactSection = z.strictObject({
  daili1: text().default(''),
  daili2: text().default(''),
  kefu1: text().default(''),
})

export const voiceSection = z.strictObject({
  appid: text().default(''),
  appkey: text().default(''),
})

export const broadcastSection = z.strictObject({
  message: z.array(text(1024), { error: 'must be a list of texts' }).default([]),
})
