#!/usr/bin/env bash
# The tests of originals in S3 on versitygw, a server that checks signatures and digests. Go builds it once, which takes minutes.
set -euo pipefail
version=v1.8.0
folder=${XDG_CACHE_HOME:-$HOME/.cache}/docent-test/versitygw-$version
command -v go >/dev/null || { echo 'npm run test:objects needs Go, which builds versitygw.' >&2; exit 1; }
test -x "$folder/versitygw" || GOBIN=$folder go install "github.com/versity/versitygw/cmd/versitygw@$version"
export TEST_S3_VERSITYGW=$folder/versitygw
exec node --import ./src/process/node-version.js node_modules/mocha/bin/mocha.js "test/documents/s3/*.test.ts"
