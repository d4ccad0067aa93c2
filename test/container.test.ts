import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { COMMAND } from './support/service.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const { version, devDependencies, scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

const compose = readFileSync('docker-compose.yml', 'utf8');
const valuesOf = (pattern: RegExp) => [...compose.matchAll(pattern)].map(([, value]) => value as string);

describe('the image', () => {
  it('runs the Node that the tests ran on', () => {
    const versions = [...dockerfile.matchAll(/^FROM node:(\S+)-slim/gm)].map(([, version]) => version);

    expect(versions).to.deep.equal([devDependencies.node, devDependencies.node]);
  });

  it('bounds the young generation of the heap as npm start does, and as the tests do', () => {
    const [flag = ''] = dockerfile.match(/--max-semi-space-size=\d+/) ?? [];

    expect(flag).to.equal('--max-semi-space-size=8');
    expect(scripts.start).to.contain(flag);
    expect(COMMAND).to.include(flag);
  });

  it('is labelled with the version of the service', () => {
    expect(dockerfile).to.contain(`org.opencontainers.image.version="${version}"`);
  });
});

describe('the compose file', () => {
  const images = valuesOf(/^ {2,4}image: (\S+)$/gm);

  it('publishes nothing beyond this machine unless it is told to', () => {
    const ports = valuesOf(/^ {4}ports: \["(.+)"\]$/gm);

    expect(ports).to.have.length(compose.match(/^ +ports:/gm)?.length ?? 0);
    for (const port of ports) expect(port).to.match(/^(127\.0\.0\.1|\$\{DOCENT_BIND:-127\.0\.0\.1\}):\d+:\d+$/);
  });

  it('pins the version of every image but its own', () => {
    const [own, ...others] = images;

    expect(own).to.contain('DOCENT_IMAGE');
    for (const image of others) expect(image).to.match(/:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
  });

  it('gives no secret a default', () => {
    const defaults = [...compose.matchAll(/\$\{(\w*(?:PASSWORD|SECRET|TOKEN|KEY)\w*):-([^}]+)\}/g)];
    const told = new Set(defaults.map(([, name, value]) => `${name} ${value}`));

    expect([...told].sort()).to.deep.equal([
      'METRICS_TOKEN none',
      'POSTGRES_PASSWORD POSTGRES_HOST_AUTH_METHOD=trust',
      'REDIS_PASSWORD WITHOUT_PASSWORD=',
    ]); // names of nothing
  });

  it('bounds what every container may do and take', () => {
    for (const line of ['<<: \\*held', 'mem_limit: \\w+', 'pids_limit: \\d+'])
      expect(compose.match(new RegExp(`^ {2,4}${line}`, 'gm')), line).to.have.length(images.length);
  });
});
