import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The release of Swagger UI that /docs shows. */
const PACKAGE = 'swagger-ui-dist@5.35.0';
const TARGET = 'src/web/swagger-ui';
const ZIPPED = ['swagger-ui-bundle.js', 'swagger-ui.css'];
const TERMS = ['LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt'];

/**
 * Copies the two files of Swagger UI that a browser needs into the sources: `npm run vendor`. As a dependency it would be 13
 * MB in every image, with a postinstall script that reports home. Fetched by npm, which checks what it gets, and never installed.
 */
export function vendorSwaggerUi(): void {
  const folder = mkdtempSync(join(tmpdir(), 'docent-vendor-'));
  try {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, PACKAGE], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    execFileSync('sh', ['-c', 'tar xzf *.tgz'], { cwd: folder });
    const from = (name: string) => join(folder, 'package', name);
    for (const name of ZIPPED)
      writeFileSync(join(TARGET, `${name}.gz`), gzipSync(readFileSync(from(name)), { level: 9 }));
    for (const name of TERMS) copyFileSync(from(name), join(TARGET, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) vendorSwaggerUi();
