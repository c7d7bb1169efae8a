import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { createAssets } from '../../../src/web/ui/assets.ts';

describe('assets', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gp-assets-'));
    await writeFile(join(folder, 'page.css'), 'p{}');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('are cached for a year under their version, and revalidated without it', async () => {
    const assets = createAssets(folder, '/public', '/tool');
    expect(assets.url('page.css')).to.match(/^\/tool\/public\/page\.css\?v=[\w-]{12}$/);
    const app = express().use(assets.serve);
    const versioned = await request(app).get(assets.url('page.css').replace('/tool', ''));
    expect(versioned.headers['cache-control']).to.contain('immutable');
    const plain = await request(app).get('/public/page.css');
    expect(plain.status).to.equal(200);
    expect(plain.headers['cache-control'] ?? '').not.to.contain('immutable');
  });

  it('get another address when their content changes', async () => {
    const before = createAssets(folder, '/public').url('page.css');
    await writeFile(join(folder, 'page.css'), 'p{color:red}');
    expect(createAssets(folder, '/public').url('page.css')).not.to.equal(before);
  });

  it('are never served from outside their folder', async () => {
    const app = express().set('env', 'test').use(createAssets(folder, '/public').serve);
    for (const path of [
      '/public/../package.json',
      '/public/%2e%2e/package.json',
      '/public/..%2fpackage.json',
    ]) {
      expect((await request(app).get(path)).status).to.be.within(400, 404);
    }
  });
});
