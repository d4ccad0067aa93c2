import { expect } from 'chai';
import fc from 'fast-check';
import { createClientAddress } from '../../src/http/identity/client-address.ts';
import { parseNetwork } from '../../src/network.ts';

const address = (peer: string | undefined, forwardedFor?: string | string[], trusted: string[] = [], ipv6Prefix = 64) =>
  createClientAddress({ trustedProxies: trusted.map((block) => parseNetwork(block)!), ipv6Prefix })({
    socket: { remoteAddress: peer },
    headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  } as never);

describe('client address', () => {
  it('is the peer, whatever X-Forwarded-For a stranger sends', () => {
    expect(address('198.51.100.7', '1.2.3.4')).to.equal('198.51.100.7');
    expect(address('198.51.100.7', '1.2.3.4', ['10.0.0.0/8'])).to.equal('198.51.100.7');
  });

  it('is the first entry from the right that is no trusted proxy, when the peer is one', () => {
    const proxies = ['10.0.0.0/8', '::1'];

    expect(address('10.0.0.1', '6.6.6.6, 203.0.113.9, 10.2.3.4', proxies)).to.equal('203.0.113.9');
    expect(address('::1', '203.0.113.9', proxies)).to.equal('203.0.113.9');
    expect(address('::ffff:10.0.0.1', ['6.6.6.6', '203.0.113.9,10.2.3.4'], proxies)).to.equal('203.0.113.9');
    expect(address('10.0.0.1', '10.0.0.3,10.0.0.2', proxies)).to.equal('10.0.0.3');
    expect(address('10.0.0.1', undefined, proxies)).to.equal('10.0.0.1');
  });

  it('strips ports, brackets and zones', () => {
    for (const entry of ['203.0.113.9:4711', ' 203.0.113.9 ', '::ffff:203.0.113.9', '[::ffff:203.0.113.9]:443'])
      expect(address('10.0.0.1', entry, ['10.0.0.0/8']), entry).to.equal('203.0.113.9');
    for (const entry of ['[2001:db8::5]:443', '[2001:db8::5]', '2001:db8::5', '2001:db8::5%eth0', '2001:DB8:0:0::1'])
      expect(address('10.0.0.1', entry, ['10.0.0.0/8']), entry).to.equal('2001:db8::');
  });

  it('ends the walk at an entry that is not an address, with the last one that was', () => {
    for (const junk of [
      'unknown',
      '',
      '_hidden',
      '203.0.113',
      '0x7f.1',
      '010.0.0.1',
      '1.2.3.4.5',
      ':::',
      '[1.2.3.4',
      'a:80',
    ])
      expect(address('10.0.0.1', `6.6.6.6, ${junk}, 10.0.0.2`, ['10.0.0.0/8']), junk).to.equal('10.0.0.2');
  });

  it('makes one caller of an IPv6 prefix, and one of an IPv4-mapped address however it is spelt', () => {
    expect(address('2001:db8:1:2:3:4:5:6')).to.equal('2001:db8:1:2::');
    expect(address('2001:db8:1:2:3:4:5:6', undefined, [], 128)).to.equal('2001:db8:1:2:3:4:5:6');
    expect(address('2001:db8:1:ffff::1', undefined, [], 52)).to.equal('2001:db8:1:f000::');
    expect(address('::ffff:192.0.2.1')).to.equal('192.0.2.1');
    expect(address('::ffff:c000:201')).to.equal('192.0.2.1');
    expect(address(undefined)).to.equal('unknown');
  });

  it('is an address or a masked prefix for any garbage that a trusted proxy passes on', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.ipV6(), fc.ipV4Extended()), (garbage) => {
        expect(address('10.0.0.1', garbage, ['10.0.0.0/8'])).to.match(/^[0-9a-f.:]+$/);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('a proxy that is not trusted', () => {
  const told = (peer: string, trusted: string[], headers = { 'x-forwarded-for': '203.0.113.9' } as object) => {
    let times = 0;
    const clientAddress = createClientAddress({
      trustedProxies: trusted.map((block) => parseNetwork(block)!),
      ipv6Prefix: 64,
      onUntrustedProxy: () => times++,
    });
    for (let n = 0; n < 3; n++) clientAddress({ socket: { remoteAddress: peer }, headers } as never);
    return times;
  };

  it('is told of once, where it stands on a private network and none is trusted', () => {
    for (const peer of ['10.1.2.3', '172.17.0.1', '192.168.0.9', '127.0.0.1', '::1', '::ffff:10.1.2.3', 'fd00::1'])
      expect(told(peer, []), peer).to.equal(1);
    expect(told('198.51.100.7', [])).to.equal(0);
    expect(told('10.1.2.3', [], {})).to.equal(0);
    expect(told('10.1.2.3', ['192.0.2.1'])).to.equal(0);
  });
});

describe('network', () => {
  it('reads CIDR blocks and single addresses, and refuses all else', () => {
    const spelt = (block: string) => parseNetwork(block)?.join('/');

    expect(['10.0.0.0/8', '2001:db8::/32', '127.0.0.1', '::1'].map(spelt)).to.deep.equal([
      '10.0.0.0/8',
      '2001:db8::/32',
      '127.0.0.1/32',
      '::1/128',
    ]);
    expect(spelt('::ffff:10.0.0.0/104')).to.equal('10.0.0.0/8');
    for (const bad of [
      '',
      '/8',
      '10.0.0.0/',
      '10.0.0.0/33',
      '::/129',
      '10.0.0.0/-1',
      '10/8',
      '10.0.0.0/8/8',
      'a/8',
      '*',
    ])
      expect(parseNetwork(bad), bad).to.equal(null);
  });
});
