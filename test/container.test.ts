import { readFileSync } from 'node:fs';
import { expect } from 'chai';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the image', () => {
  it('runs the Node that the tests ran on', () => {
    const versions = [...dockerfile.matchAll(/^FROM node:(\S+)-slim/gm)].map(([, version]) => version);

    expect(versions).to.deep.equal([devDependencies.node, devDependencies.node]);
  });
});
