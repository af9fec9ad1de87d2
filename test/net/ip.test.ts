import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clientIpReader, ipBlock, plainIp } from '../../src/net/ip.ts'
import { originCheck } from '../../src/net/origin.ts'

describe('one spelling per address', () => {
  const table: readonly (readonly [from: string, to: string])[] = [
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['::1', '::1'],
    ['', ''],
  ]
  for (const [from, to] of table) test(`${from} is ${to}`, () => assert.equal(plainIp(from), to))
})

describe('limits count an IPv6 network as one', () => {
  const table: readonly (readonly [address: string, block: string])[] = [
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['', ''],
  ]
  for (const [address, block] of table) {
    test(`${address} counts as ${block}`, () => assert.equal(ipBlock(address), block))
  }
})

describe('the client behind proxies', () => {
  const trusted = ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32']
  const table: readonly (readonly [
    title: string,
    peer: string,
    forwarded: string | undefined,
    client: string,
  ])[] = [
    ['no header', '10.1.1.1', undefined, '10.1.1.1'],
    ['an untrusted peer is not believed', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['a trusted peer is', '10.1.1.1', '203.0.113.9', '203.0.113.9'],
    ['a mapped trusted peer is', '::ffff:10.1.1.1', '203.0.113.9', '203.0.113.9'],
    ['what the client wrote itself is not', '10.1.1.1', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['a chain of trusted proxies', '10.1.1.1', '203.0.113.9, 192.0.2.1, 10.2.2.2', '203.0.113.9'],
    ['all trusted: the farthest', '10.1.1.1', '10.3.3.3,10.2.2.2', '10.3.3.3'],
    ['a trusted IPv6 proxy', '2001:db8::5', '203.0.113.9', '203.0.113.9'],
    ['an IPv6 client', '10.1.1.1', '2001:DB9::1', '2001:db9::1'],
    ['with a port', '10.1.1.1', '203.0.113.9:4711', '203.0.113.9'],
    ['with brackets and a port', '10.1.1.1', '[2001:db9::1]:4711', '2001:db9::1'],
    ['garbage', '10.1.1.1', 'unknown', '10.1.1.1'],
    ['garbage behind a proxy', '10.1.1.1', 'unknown, 10.2.2.2', '10.2.2.2'],
    ['an empty header', '10.1.1.1', '', '10.1.1.1'],
  ]
  const read = clientIpReader(trusted)
  for (const [title, peer, forwarded, client] of table) {
    test(title, () => assert.equal(read(peer, forwarded), client))
  }

  test('with no trusted proxy nobody is believed, and a vanished peer has no address', () => {
    assert.equal(clientIpReader([])('10.1.1.1', '1.2.3.4'), '10.1.1.1')
    assert.equal(clientIpReader([])(undefined, undefined), '')
  })
})

describe('origins', () => {
  const listed = originCheck(['https://play.example.com'])
  const own = originCheck([])
  const table: readonly (readonly [title: string, isAllowed: boolean, expected: boolean])[] = [
    ['none', listed(undefined, 'x'), true],
    ['listed', listed('https://play.example.com', 'game.example.com'), true],
    ['listed, in capitals', listed('https://PLAY.example.com', 'x'), true],
    ['listed host, other scheme', listed('http://play.example.com', 'x'), false],
    ['listed host, other port', listed('https://play.example.com:8443', 'x'), false],
    ['own host, other port', own('http://play.example.com:12307', 'play.example.com:33251'), true],
    ['own host in IPv6', own('http://[::1]:12307', '[::1]:33251'), true],
    ['other host', own('http://evil.example', 'play.example.com'), false],
    ['own host as a prefix', own('http://play.example.com.evil.example', 'play.example.com'), false],
    ['own host as a user name', own('http://play.example.com@evil.example', 'play.example.com'), false],
    ['null', own('null', 'play.example.com'), false],
    ['a file', own('file://', 'play.example.com'), false],
    ['no Host header', own('http://play.example.com', undefined), false],
  ]
  for (const [title, isAllowed, expected] of table) {
    test(`${title}: ${expected ? 'allowed' : 'refused'}`, () => assert.equal(isAllowed, expected))
  }
})
