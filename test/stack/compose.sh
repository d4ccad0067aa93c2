#!/usr/bin/env bash
# Runs the Dockerfile and docker-compose.yml for real on a Debian machine that reaches package registries but no image registry:
# starts a Docker engine if none runs, makes stand-ins for the base images under the very names that the files use, builds,
# starts the compose file, first as plain `up` does and then with `--profile metrics`, and tests it from outside.
# Prints PASS/FAIL lines; exits with 1 if any check failed, 2 if it could not run.
#
#   npm run test:compose [-- REPOSITORY]      (default: the repository of the current folder); root, about 4 GB of disk
#   KEEP=1          leaves the stack and the engine running and says how to reach them
#   PULL=1          tries to pull each image first, and makes a stand-in only where that fails
#   COMPOSE_CACHE=  where engine, base images and Go builds are kept (default $XDG_CACHE_HOME or /var/cache, /docent-images)
#
# What a stand-in is, and is not:
#   node:24-slim      Debian bookworm (debootstrap) + node of the npm registry in the lock file's version + npm 11; user, paths, entrypoint as the official one
#   redis:…-alpine    Debian's redis-server (7.0, glibc) under the official entrypoint's rules: same command line, other patch version and libc
#   prom/prometheus   the tagged version's Go source without service discoveries and web UI; user nobody, /prometheus, entrypoint as the official one
#   otel/…-contrib    the tagged version's Go modules, only the components that otel-collector.yaml names; FROM scratch, user 10001
# Jaeger and Grafana have none: test:stack runs the one, and nothing here the other. So sizes, CVEs and pulls by digest are not
# tested; configuration, names, users, mounts, networks, signals, limits and health are.
set -uo pipefail

REPO=$(cd "${1:-$(git rev-parse --show-toplevel 2>/dev/null || pwd)}" && pwd)
CACHE=${COMPOSE_CACHE:-${XDG_CACHE_HOME:-/var/cache}/docent-images}
WORK=$(mktemp -d -t docent-compose.XXXXXX)
PROJECT=docent-here-$$
STARTED=$SECONDS
SUITE=bookworm       # of the base images
COMPOSE_SUITE=trixie # its docker-compose is the first of Debian that reads this file (2.26)
failed=0
engine_pid=

say() { printf '%s\n' "$*"; }
step() { printf '%4ds  %s\n' "$((SECONDS - STARTED))" "$*" >&2; }
die() { printf 'CANNOT RUN: %s\n' "$*" >&2; exit 2; }
now_ms() { date +%s%3N; }
# check NAME COMMAND…: one PASS or FAIL line; what a failed command printed follows it
check() {
  local name=$1 out; shift
  if out=$("$@" 2>&1); then say "PASS  $name${out:+  ($(tail -1 <<<"$out" | cut -c1-160))}"
  else failed=$((failed + 1)); say "FAIL  $name"; sed 's/^/        /' <<<"$out" | tail -12 | cut -c1-240; fi
}
# eventually SECONDS COMMAND…
eventually() {
  local until=$((SECONDS + $1)); shift
  until "$@"; do [ $SECONDS -lt $until ] || return 1; sleep 0.3; done
}

finish() {
  local rc=$?
  if [ "${KEEP:-}" = 1 ]; then
    say "KEPT  DOCKER_HOST=$DOCKER_HOST DOCKER_CONFIG=$DOCKER_CONFIG docker compose -p $PROJECT ls; files in $WORK"
  else
    [ -f "$WORK/app/docker-compose.yml" ] && dc down --volumes --remove-orphans --timeout 5 >/dev/null 2>&1
    if [ -n "$engine_pid" ]; then
      kill "$engine_pid" 2>/dev/null; for _ in $(seq 100); do kill -0 "$engine_pid" 2>/dev/null || break; sleep 0.1; done
      ip link delete docker0 2>/dev/null
      iptables-restore <"$WORK/iptables" 2>/dev/null; cat "$WORK/ip_forward" >/proc/sys/net/ipv4/ip_forward
    fi
    rm -rf "$WORK"
  fi
  exit "$rc"
}

# ── engine and compose ───────────────────────────────────────────────────────────────────────────────────────────────

apt_install() { DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$@" >"$WORK/apt.log" 2>&1; }
need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null && return
  step "installing $2"
  apt_install "$2" || { apt-get update -qq && apt_install "$2"; } || { tail -5 "$WORK/apt.log"; die "apt-get install $2"; }
}

start_engine() {
  export DOCKER_CONFIG=$CACHE/docker-config
  mkdir -p "$DOCKER_CONFIG/cli-plugins"
  docker info >/dev/null 2>&1 && { step "engine: the one that runs here"; export DOCKER_HOST=${DOCKER_HOST:-unix:///var/run/docker.sock}; return; }
  need dockerd docker.io
  need iptables iptables
  iptables-save >"$WORK/iptables"; cat /proc/sys/net/ipv4/ip_forward >"$WORK/ip_forward"
  export DOCKER_HOST=unix://$WORK/docker.sock
  local driver
  for driver in '' vfs; do # overlay where the kernel and file system have it
    setsid dockerd --data-root "$CACHE/engine" --exec-root "$WORK/exec" --pidfile "$WORK/docker.pid" --host "$DOCKER_HOST" \
      ${driver:+--storage-driver $driver} >"$WORK/dockerd.log" 2>&1 &
    engine_pid=$!
    eventually 30 docker info >/dev/null 2>&1 && break
    kill "$engine_pid" 2>/dev/null; wait "$engine_pid" 2>/dev/null; engine_pid=
  done
  [ -n "$engine_pid" ] || { tail -3 "$WORK/dockerd.log"; die 'dockerd does not start'; }
  step "engine: $(docker info --format '{{.ServerVersion}}, {{.Driver}}, cgroup v{{.CgroupVersion}}' 2>/dev/null)"
}

# Compose reads `env_file: {path, required}`, `configs: content` and `!override` from 2.24 on.
compose_fits() { local v; v=$(docker compose version --short 2>/dev/null) && [ "$(printf '%s\n2.24.0\n' "${v#v}" | sort -V | head -1)" = 2.24.0 ]; }
get_compose() {
  compose_fits && return
  local plugin=$DOCKER_CONFIG/cli-plugins/docker-compose apt=$CACHE/apt mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' | awk '$2 !~ /-/ && /debian/ {print $1; exit}')
  mkdir -p "$apt/lists/partial" "$apt/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $COMPOSE_SUITE main" >"$apt/sources.list"
  local options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$apt/lists"
    -o "Dir::Cache=$apt" -o "Dir::Cache::archives=$apt/archives" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update && (cd "$apt" && rm -f docker-compose_*.deb && apt-get "${options[@]}" download docker-compose) &&
    dpkg-deb --fsys-tarfile "$apt"/docker-compose_*.deb | tar -xO ./usr/libexec/docker/cli-plugins/docker-compose >"$plugin" && chmod 755 "$plugin"
  compose_fits && return
  step 'no docker-compose package fits: building it from its Go module'
  local dir; dir=$(module_dir github.com/docker/compose/v2@v2.40.3) && (cd "$dir" && CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X github.com/docker/compose/v2/internal.Version=v2.40.3' -o "$plugin" ./cmd)
  compose_fits || die 'no docker compose of 2.24 or later'
}

# ── base images ──────────────────────────────────────────────────────────────────────────────────────────────────────

module_dir() { go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",\?$/\1/p'; }
# stand_in NAME RECIPE FUNCTION: made once for each text of the recipe; FUNCTION fills the folder $1
stand_in() {
  local name=$1 recipe=$2 fill=$3 dir
  local key; key=$({ echo "$recipe"; declare -f "$fill" base_system; } | sha256sum | cut -c1-16)
  local has; has=$(docker image inspect --format '{{index .Config.Labels "docent.stand-in"}}' "$name" 2>/dev/null) && { [ "$has" = "$key" ] || [ -z "$has" ]; } && return
  [ "${PULL:-}" = 1 ] && timeout 120 docker pull -q "$name" >/dev/null 2>&1 && { step "$name: pulled"; return; }
  step "$name: making a stand-in"
  dir=$(mktemp -d "$WORK/image.XXXXXX")
  "$fill" "$dir" && DOCKER_BUILDKIT=0 docker build -q --label "docent.stand-in=$key" -t "$name" "$dir" >"$WORK/build.log" 2>&1 || { tail -5 "$WORK/build.log" 2>/dev/null; die "no stand-in for $name"; }
  rm -rf "$dir"
}

base_system() {
  docker image inspect "docent-base:$SUITE" >/dev/null 2>&1 && return
  step "debootstrap $SUITE"
  local root=$WORK/base
  debootstrap --variant=minbase "$SUITE" "$root" >"$WORK/debootstrap.log" 2>&1 || { tail -3 "$WORK/debootstrap.log"; return 1; }
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale,info}/*
  install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt" # what this machine trusts, so do builds
  tar -C "$root" --numeric-owner -c . | docker import -c 'CMD ["bash"]' - "docent-base:$SUITE" >/dev/null
  rm -rf "$root"
}

node_image() {
  local dir=$1 version arch
  version=$(sed -n '/"node_modules\/node": {/,/}/s/.*"version": "\(.*\)".*/\1/p' "$REPO/package-lock.json" | head -1)
  case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) return 1 ;; esac
  (cd "$dir" && npm pack --silent "node-linux-$arch@$version" "npm@11" >/dev/null && mkdir node npm &&
    tar -xzf node-linux-*.tgz -C node --strip-components=1 && tar -xzf npm-*.tgz -C npm --strip-components=1 && rm -f ./*.tgz) || return 1
  cat >"$dir/docker-entrypoint.sh" <<'END'
#!/bin/sh
set -e
# an option, or what is no command, goes to node
if [ "${1#-}" != "$1" ] || [ -z "$(command -v "$1")" ] || { [ -f "$1" ] && ! [ -x "$1" ]; }; then set -- node "$@"; fi
exec "$@"
END
  cat >"$dir/Dockerfile" <<END
FROM docent-base:$SUITE
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
RUN apt-get update && apt-get install -y --no-install-recommends libstdc++6 libatomic1 && rm -rf /var/lib/apt/lists/*
ENV NODE_VERSION=$version
COPY node/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
COPY docker-entrypoint.sh /usr/local/bin/
RUN chmod 755 /usr/local/bin/* /usr/local/lib/node_modules/npm/bin/*.js && cd /usr/local/bin && ln -s ../lib/node_modules/npm/bin/npm-cli.js npm \\
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js npx && ln -s node nodejs && mkdir -p /usr/local/etc && echo cafile=/etc/ssl/certs/ca-certificates.crt >/usr/local/etc/npmrc && npm --version
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
END
}

redis_image() {
  cat >"$1/docker-entrypoint.sh" <<'END'
#!/bin/sh
set -e
# options alone go to redis-server; root becomes redis; no protected mode, which the official build has off
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then set -- redis-server "$@"; fi
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . \! -user redis -exec chown redis '{}' +
  exec setpriv --reuid=redis --regid=redis --clear-groups -- "$0" "$@"
fi
[ "$(umask)" = 0022 ] && umask 0077
[ "$1" = redis-server ] && set -- "$@" --protected-mode no
exec "$@"
END
  cat >"$1/Dockerfile" <<END
FROM docent-base:$SUITE
RUN groupadd -r -g 999 redis && useradd -r -g redis -u 999 redis
RUN apt-get update && apt-get install -y --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/* && mkdir -p /data && chown redis:redis /data
VOLUME /data
WORKDIR /data
COPY docker-entrypoint.sh /usr/local/bin/
RUN chmod 755 /usr/local/bin/docker-entrypoint.sh
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 6379
CMD ["redis-server"]
END
}

prometheus_image() { # 3.5.0 is the Go module's v0.305.0
  local dir=$1 tag=${PROMETHEUS#*:v} major minor patch source
  IFS=. read -r major minor patch <<<"$tag"
  source=$(module_dir "github.com/prometheus/prometheus@v0.$(printf '%d%02d' "$major" "$minor").$patch") || return 1
  cp -r "$source" "$dir/source" && chmod -R u+w "$dir/source" && rm "$dir"/source/plugins/*.go && echo 'package plugins' >"$dir/source/plugins/none.go" || return 1
  (cd "$dir/source" && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X github.com/prometheus/common/version.Version=$tag" -o ../prometheus ./cmd/prometheus) || return 1
  rm -rf "$dir/source"
  cat >"$dir/Dockerfile" <<END
FROM docent-base:$SUITE
COPY prometheus /bin/prometheus
RUN groupmod -n nobody nogroup && mkdir -p /etc/prometheus /prometheus && chown -R nobody:nobody /etc/prometheus /prometheus && chmod g+w /prometheus
WORKDIR /prometheus
USER nobody
EXPOSE 9090
VOLUME /prometheus
ENTRYPOINT ["/bin/prometheus"]
CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
END
}

collector_image() { # the builder of its own release; the providers are numbered apart
  local dir=$1 version=v${COLLECTOR#*:} contrib=github.com/open-telemetry/opentelemetry-collector-contrib core=go.opentelemetry.io/collector providers gomod
  gomod=$(go mod download -json "$core/otelcol@$version" | sed -n 's/^\t"GoMod": "\(.*\)",\?$/\1/p') || return 1
  providers=$(awk '$1 == "go.opentelemetry.io/collector/confmap/provider/fileprovider" {print $2; exit}' "$gomod")
  mkdir -p "$CACHE/bin"
  [ -x "$CACHE/bin/builder-$version" ] || { GOBIN=$CACHE/bin go install "$core/cmd/builder@$version" && mv "$CACHE/bin/builder" "$CACHE/bin/builder-$version"; } || return 1
  cat >"$dir/builder.yaml" <<END
dist: {name: otelcol-contrib, version: ${version#v}, output_path: $dir/source}
receivers: [{gomod: $core/receiver/otlpreceiver $version}, {gomod: $contrib/receiver/prometheusreceiver $version}]
processors: [{gomod: $core/processor/memorylimiterprocessor $version}]
exporters: [{gomod: $core/exporter/debugexporter $version}, {gomod: $core/exporter/otlphttpexporter $version}, {gomod: $contrib/exporter/prometheusremotewriteexporter $version}]
extensions: [{gomod: $contrib/extension/healthcheckextension $version}]
providers: [{gomod: $core/confmap/provider/envprovider $providers}, {gomod: $core/confmap/provider/fileprovider $providers}]
END
  "$CACHE/bin/builder-$version" --config "$dir/builder.yaml" --skip-compilation >"$WORK/builder.log" 2>&1 || { tail -5 "$WORK/builder.log"; return 1; }
  (cd "$dir/source" && CGO_ENABLED=0 go build -trimpath -tags remove_all_sd -ldflags '-s -w' -o ../otelcol-contrib .) || return 1
  rm -rf "$dir/source"
  cp /etc/ssl/certs/ca-certificates.crt "$dir"; echo '{}' >"$dir/config.yaml"
  cat >"$dir/Dockerfile" <<'END'
FROM scratch
USER 10001:10001
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY otelcol-contrib /otelcol-contrib
COPY config.yaml /etc/otelcol-contrib/config.yaml
ENTRYPOINT ["/otelcol-contrib"]
CMD ["--config", "/etc/otelcol-contrib/config.yaml"]
EXPOSE 4317 4318 55679
END
}

# ── the stack ────────────────────────────────────────────────────────────────────────────────────────────────────────

dc() { docker compose -p "$PROJECT" --project-directory "$WORK/app" -f "$WORK/app/docker-compose.yml" -f "$WORK/ports.yml" "$@"; }
container() { dc ps -aq "$1" | head -1; }
inspect() { docker inspect --format "$2" "$(container "$1")"; }
base() { echo "http://$(dc port "$1" "$2" 2>/dev/null)"; }
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
token() { # token SUB: HS256, one hour
  local head body
  head=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url); body=$(printf '{"sub":"%s","iat":%d,"exp":%d}' "$1" "$(date +%s)" "$(($(date +%s) + 3600))" | base64url)
  printf '%s.%s.%s' "$head" "$body" "$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -hmac "$JWT_SECRET" -binary | base64url)"
}
ask() { curl -s -m 20 -H "Authorization: Bearer $(token "${1:-ana}")" -H 'Content-Type: application/json' -d '{"query":"When was the French and Indian War?"}' "${@:2}" "$(base docent 8000)/api/v1/query"; }
upload() { curl -s -m 60 -H "Authorization: Bearer $(token "${1:-ana}")" -F "file=@$WORK/war.txt" "$(base docent 8000)/api/v1/documents/upload?wait=10"; }
readiness() { curl -s -m 5 "$(base docent 8000)/health/ready"; }
ready() { readiness | grep -q '"status":"ready"'; }
inside() { docker run --rm --network "${PROJECT}_default" --entrypoint node "$IMAGE" -e "$1"; } # JavaScript beside the service
collector_log() { dc logs --no-log-prefix --no-color otel-collector; }
targets_up() { curl -s "$(base prometheus 9090)/api/v1/targets" | tr '{' '\n' >"$WORK/targets"; [ "$(grep -c '"health":"up"' "$WORK/targets")" = 2 ]; }
stop_time() { local from; from=$(now_ms); docker stop "$(container docent)" >/dev/null; echo $(($(now_ms) - from)); }

config_refuses_without_secret() { (cd "$WORK/app" && unset JWT_SECRET && rm -f .env && ! docker compose config -q 2>"$WORK/err" && grep JWT_SECRET "$WORK/err"); }
config_accepts() { (cd "$WORK/app" && docker compose config -q); }
config_accepts_env() { # every variable of .env.example, with its default
  (cd "$WORK/app" && unset JWT_SECRET && sed -n 's/^#\([A-Z_]*=\)/\1/p' .env.example | sed 's/^JWT_SECRET=.*/JWT_SECRET=from-the-file/' >.env
    docker compose config 2>"$WORK/err" | grep 'JWT_SECRET: from-the-file'; local rc=$?; grep -v 'level=warning' "$WORK/err"; rm -f .env; return $rc)
}
config_accepts_key_set() { # tokens that are signed by a private key need no secret
  (cd "$WORK/app" && unset JWT_SECRET && echo JWT_JWKS_URL=https://id.example/keys >.env; docker compose config -q; local rc=$?; rm -f .env; return $rc)
}
collector_config_valid() { docker run --rm -v "$WORK/app/otel-collector.yaml:/c.yaml:ro" "$COLLECTOR" validate --config=/c.yaml; }
image_is_lean() { docker run --rm --entrypoint sh "$IMAGE" -c 'for d in mocha typescript @biomejs chai node; do test ! -e node_modules/$d || { echo "$d is in the image"; exit 1; }; done; du -sm node_modules | cut -f1 | sed "s/$/ MiB of modules/"'; }
image_non_root() { local user; user=$(docker image inspect --format '{{.Config.User}}' "$IMAGE"); [ -n "$user" ] && [ "$user" != root ] && echo "$user"; }
pid1_is_node() { # no npm and no shell between: they would keep the signals
  local line; line=$(docker exec "$(container docent)" cat /proc/1/cmdline | tr '\0' ' '); echo "$line"
  [[ $line == node\ src/main.ts* ]] && [ "$(docker exec "$(container docent)" id -u)" != 0 ]
}
app_not_writable() { ! docker exec "$(container docent)" sh -c 'touch /app/x' 2>/dev/null; }
healthy() { [ "$(inspect docent '{{.State.Health.Status}}')" = healthy ]; }
comes_up() { dc up -d --no-build >"$WORK/up.log" 2>&1 || { tail -5 "$WORK/up.log"; return 1; }; eventually 60 healthy || { dc logs --tail 5 docent; return 1; }; }
all_running() { sleep 3; local s; for s in $(dc config --services); do [ "$(inspect "$s" '{{.State.Running}} {{.RestartCount}}')" = 'true 0' ] || { echo "$s"; dc logs --tail 5 "$s"; return 1; }; done; }
plain_is_two() { local s; s=$(cd "$WORK/app" && docker compose config --services | sort | xargs); echo "$s"; [ "$s" = 'docent redis' ]; }
whole_view() { local s; s=$(cd "$WORK/app" && docker compose --profile observability config --services | sort | xargs); echo "$s"; [ "$s" = 'docent grafana jaeger otel-collector prometheus redis' ]; }
closed_to_strangers() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$(base docent 8000)/api/v1/documents")" = 401 ]; }
upload_then_ask() { upload | grep -q '"status":"completed"' && ask | tee "$WORK/answer" | grep -q '"answered":true' && grep -q '1754' "$WORK/answer"; }
limits_in_redis() { # 20 a minute for one caller, whoever counts: read from Redis
  local i codes=; for i in $(seq 21); do codes+="$(ask bob -o /dev/null -w '%{http_code} ') "; done
  [ "$(tr ' ' '\n' <<<"$codes" | grep -c 200)" = 20 ] && [ "$(tr ' ' '\n' <<<"$codes" | grep -c 429)" = 1 ] || { echo "$codes"; return 1; }
  docker exec "$(container redis)" redis-cli --scan | grep 'user:bob'
}
scraped() { eventually 45 targets_up || { tr ',' '\n' <"$WORK/targets" | grep -E '"(job|health|lastError)"' | sort -u; return 1; }; curl -s "$(base prometheus 9090)/api/v1/query?query=docent_build_info" | grep -q '"version"'; }
rules_loaded() {
  local loaded shipped; loaded=$(curl -s "$(base prometheus 9090)/api/v1/rules?type=alert" | grep -o '"type":"alerting"' | wc -l); shipped=$(grep -c -- '- alert:' "$WORK/app/observability/rules.yml")
  echo "$loaded alerts"; [ "$loaded" = "$shipped" ] && [ "$loaded" -gt 0 ]
}
traced() { ask cleo -o /dev/null; eventually 20 sh -c "docker logs $(container otel-collector) 2>&1 | grep -q 'otelcol.signal.: .traces.*spans'"; }
collector_scrapes() { eventually 40 sh -c "docker logs $(container otel-collector) 2>&1 | grep 'otelcol.signal.: .metrics' | grep -q 'data points'"; }
collector_healthy() { inside 'fetch("http://otel-collector:13133/").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))'; }
new_metrics_token() { # set, taken up by every service that needs it by the one command an operator knows
  dc up -d --no-build >/dev/null 2>&1; eventually 30 ready || return 1
  [ "$(curl -s -o /dev/null -w '%{http_code}' "$(base docent 8000)/metrics")" = 401 ] || { echo '/metrics is open'; return 1; }
  [ "$(docker exec "$(container prometheus)" cat /metrics_token)" = "$METRICS_TOKEN" ] || { echo 'up -d left Prometheus with the old token: its target is down until it is made anew'; return 1; }
}
scraped_with_token() { dc up -d --no-build --force-recreate prometheus >/dev/null 2>&1; scraped; }
redis_stalls() {
  docker pause "$(container redis)" >/dev/null; local i slow=0 code
  for i in 1 2 3 4 5; do code=$(ask dan -o /dev/null -w '%{http_code} %{time_total}'); [[ $code == 200\ 0.[0-4]* ]] || slow=1; echo "$code"; done | sort -k2 | tee "$WORK/stall"
  [ "$(grep -c '^200 0\.[0-4]' "$WORK/stall")" = 5 ] || slow=1
  readiness | grep -q degraded || slow=1; docker unpause "$(container redis)" >/dev/null
  eventually 5 ready && [ $slow = 0 ]
}
redis_goes() {
  docker stop "$(container redis)" >/dev/null; local code; code=$(ask dan -o /dev/null -w '%{http_code}'); sleep 11 # a health check or two
  healthy; local still=$?; docker start "$(container redis)" >/dev/null; echo "$code"
  [ "$code" = 200 ] && [ $still = 0 ] && eventually 10 ready
}
collector_goes() { # neither a request nor the stop waits long for it
  docker stop "$(container otel-collector)" >/dev/null; local code took
  code=$(ask eve -o /dev/null -w '%{http_code}'); took=$(stop_time)
  docker start "$(container otel-collector)" "$(container docent)" >/dev/null; eventually 20 ready; echo "$code, stopped in $took ms"
  [ "$code" = 200 ] && [ "$took" -lt 5000 ] && [ "$(inspect docent '{{.State.ExitCode}}')" = 0 ]
}
prometheus_goes() { docker stop "$(container prometheus)" >/dev/null; local code; code=$(ask eve -o /dev/null -w '%{http_code}'); docker start "$(container prometheus)" >/dev/null; [ "$code" = 200 ]; }
stops_in_grace() { # an upload that comes in slowly is finished, then the process ends by itself
  head -c 160000 /dev/zero | tr '\0' x >"$WORK/slow.txt"
  curl -s -m 30 -o "$WORK/slow" -w '%{http_code}' --limit-rate 20k -H "Authorization: Bearer $(token flo)" -F "file=@$WORK/slow.txt" "$(base docent 8000)/api/v1/documents/upload" >"$WORK/slow.code" &
  sleep 2; local took; took=$(stop_time); wait $!; echo "$took ms, upload $(cat "$WORK/slow.code"), exit $(inspect docent '{{.State.ExitCode}}')"
  [ "$(cat "$WORK/slow.code")" = 202 ] && [ "$(inspect docent '{{.State.ExitCode}}')" = 0 ] && [ "$took" -lt 15000 ]
}
restarts_after_crash() { kill -9 "$(inspect docent '{{.State.Pid}}')"; eventually 20 ready && [ "$(inspect docent '{{.RestartCount}}')" -ge 1 ]; }
data_survives() { dc down >/dev/null 2>&1; dc up -d --no-build >/dev/null 2>&1; eventually 60 ready && ask | grep -q '"answered":true' && docker exec "$(container redis)" redis-cli --scan | grep -q docent:; }
runs_hardened() { # what an operator may add: nothing writable but the volume, no capability, half a GiB
  local id at; id=$(docker run -d --network "${PROJECT}_default" --read-only --cap-drop ALL --security-opt no-new-privileges --memory 512m -p 127.0.0.1::8000 \
    -e JWT_SECRET="$JWT_SECRET" -e AUTH_REQUIRED=true -e REDIS_URL=redis://redis:6379 "$IMAGE") || return 1
  at=http://$(docker port "$id" 8000 | head -1); eventually 20 curl -sfo /dev/null "$at/health/ready"
  curl -s -H "Authorization: Bearer $(token gil)" -F "file=@$WORK/war.txt" "$at/api/v1/documents/upload?wait=10" | grep -q '"status":"completed"'; local rc=$?
  [ $rc = 0 ] || docker logs --tail 5 "$id"; docker rm -fv "$id" >/dev/null; return $rc
}
redis_refuses() { # connected, then cut off, as with protected mode or maxclients: to be tried again with pauses
  local r; r=$(container redis); rejected() { docker exec "$r" redis-cli info stats | tr -d '\r' | sed -n 's/^rejected_connections://p'; }
  docker exec "$r" sh -c 'redis-cli config set protected-mode yes && redis-cli client kill type normal' >/dev/null; sleep 2
  local from; from=$(rejected); sleep 5; local to; to=$(rejected)
  docker exec "$r" redis-cli config set protected-mode no >/dev/null; echo "$((to - from)) connections in 5 s"
  eventually 10 ready && [ $((to - from)) -lt 100 ]
}
too_large_for_memory() { # ended by the kernel, started again: the document is to be given up, not tried for ever
  local id state i; tr -dc 'a-z' </dev/urandom | head -c 4000000 | fold -w 7 | awk '{printf "%s%s", $0, NR % 12 ? " " : ". "}' >"$WORK/large.txt"
  id=$(docker run -d --restart unless-stopped --network "${PROJECT}_default" --memory 256m -p 127.0.0.1::8000 -e JWT_SECRET="$JWT_SECRET" -e RATE_LIMIT_ENABLED=false "$IMAGE") || return 1
  at() { echo "http://$(docker port "$id" 8000 2>/dev/null | head -1)"; }
  eventually 20 sh -c "curl -sfo /dev/null http://\$(docker port $id 8000 | head -1)/health/ready"
  curl -s -m 20 -o /dev/null -H "Authorization: Bearer $(token hal)" -F "file=@$WORK/large.txt" "$(at)/api/v1/documents/upload"
  for i in $(seq 60); do
    sleep 1; state=$(curl -s -m 3 -H "Authorization: Bearer $(token hal)" "$(at)/api/v1/documents" | grep -o '"status":"[a-z]*"' | head -1)
    case $state in *completed* | *failed*) break ;; esac
  done
  echo "$state, $(docker inspect --format '{{.RestartCount}}' "$id") restarts"; docker rm -fv "$id" >/dev/null
  case $state in *completed* | *failed*) ;; *) return 1 ;; esac
}
no_secret_in_logs() { ! dc logs 2>/dev/null | grep -F -e "$JWT_SECRET" -e "${METRICS_TOKEN:-no-such-token}"; }

main() {
  [ "$(id -u)" = 0 ] || die 'needs root'
  [ -f "$REPO/docker-compose.yml" ] || die "no docker-compose.yml in $REPO"
  mkdir -p "$CACHE"
  exec 9>"$CACHE/lock"; flock -n 9 || die "another run holds $CACHE"
  trap finish EXIT; trap 'exit 2' INT TERM
  local tool; for tool in curl:curl openssl:openssl debootstrap:debootstrap npm:npm go:golang ip:iproute2; do need "${tool%:*}" "${tool#*:}"; done
  command -v docker >/dev/null || need docker docker.io
  export GOFLAGS= GOTOOLCHAIN=local GOCACHE=${GOCACHE:-$CACHE/go-build}
  start_engine 9>&-
  get_compose
  step "compose $(docker compose version --short)"

  mkdir "$WORK/app"
  (cd "$REPO" && tar -c --exclude=node_modules Dockerfile .dockerignore .env.example docker-compose.yml otel-collector.yaml observability package.json package-lock.json src) | tar -x -C "$WORK/app"
  chmod -R go+rX "$WORK/app"; chmod 755 "$WORK"
  cat >"$WORK/ports.yml" <<'END'
services: # free ports of the loopback, so that it runs beside anything
  docent: {ports: !override ["127.0.0.1::8000"]}
  prometheus: {ports: !override ["127.0.0.1::9090"]}
END
  printf 'The French and Indian War (1754–1763) was the North American theater of the Seven Years War.' >"$WORK/war.txt"
  image_of() { sed -n "s|^ *image: *\($1[^ ]*\).*|\1|p" "$WORK/app/docker-compose.yml" | head -1; }
  REDIS=$(image_of redis:) PROMETHEUS=$(image_of prom/prometheus:) COLLECTOR=$(image_of otel/) NODE=$(sed -n 's/^FROM \(node:[^ ]*\).*/\1/p' "$WORK/app/Dockerfile" | head -1)
  base_system || die "debootstrap $SUITE"
  stand_in "$NODE" "$NODE $(sha256sum <"$REPO/package-lock.json")" node_image
  stand_in "$REDIS" "$REDIS" redis_image
  stand_in "$COLLECTOR" "$COLLECTOR" collector_image
  stand_in "$PROMETHEUS" "$PROMETHEUS" prometheus_image
  step 'base images are there'

  export JWT_SECRET; JWT_SECRET=$(openssl rand -hex 24)
  unset METRICS_TOKEN LLM_MODEL EMBEDDING_MODEL OPENAI_API_KEY ANTHROPIC_API_KEY LLM_BASE_URL LLM_API_KEY COMPOSE_PROFILES TRACES_EXPORTERS METRICS_EXPORTERS
  check 'compose refuses to start without a secret, and names it' config_refuses_without_secret
  check 'compose accepts the file with the secret alone' config_accepts
  check 'compose accepts a .env with every variable of .env.example' config_accepts_env
  check 'compose accepts a key set (JWT_JWKS_URL) without a secret' config_accepts_key_set
  check 'plain up is the service and Redis' plain_is_two
  check 'the profile observability is the whole view' whole_view
  check 'the collector accepts otel-collector.yaml' collector_config_valid
  IMAGE=$PROJECT-docent
  check 'the image builds' dc build -q docent
  docker image inspect "$IMAGE" >/dev/null 2>&1 || { say 'FAIL  no image: the rest cannot be tested'; exit 1; }
  docker history --format '{{.Size}}\t{{.CreatedBy}}' "$IMAGE" | awk -F'\t' '$1 != "0B" && /COPY|npm|mkdir/ {printf "        %-8s %s\n", $1, substr($2, 1, 90)}' | head -3
  check 'it holds no development dependencies' image_is_lean
  check 'its user is not root' image_non_root
  check 'compose up: the service gets healthy' comes_up
  check 'every service runs and none restarted' all_running
  check 'Node is PID 1, and not as root' pid1_is_node
  check 'its own files are not writable for it' app_not_writable
  check 'readiness says that Redis counts' eventually 10 ready
  check 'no token: 401' closed_to_strangers
  check 'upload, then ask: the answer cites the text' upload_then_ask
  check 'the 21st question of a minute is 429, counted in Redis' limits_in_redis
  export COMPOSE_PROFILES=metrics TRACES_EXPORTERS='[debug]' METRICS_EXPORTERS='[debug]' # there is no Jaeger here
  check 'compose --profile metrics up: the service is healthy' comes_up
  check 'every service of the profile runs and none restarted' all_running
  check 'Prometheus has loaded every alert' rules_loaded
  check 'Prometheus: both targets are up, docent_build_info is there' scraped
  check 'a trace reaches the collector' traced
  check 'the collector scrapes the metrics' collector_scrapes
  check 'the collector says it is healthy' collector_healthy
  check 'Redis stalled: answers go on, degraded, and back in 5 s' redis_stalls
  check 'Redis gone: answers go on, the container stays healthy' redis_goes
  check 'collector gone: answers go on, the stop takes under 5 s' collector_goes
  check 'Prometheus gone: answers go on' prometheus_goes
  check 'SIGTERM during an upload: it is finished, exit 0 within the grace' stops_in_grace
  check 'data and counts survive down and up' data_survives
  check 'a killed service is started again' restarts_after_crash
  check 'read-only, without capabilities, 512 MiB: it serves' runs_hardened
  check 'Redis that cuts connections off: tried again with pauses' redis_refuses
  check 'a document too large for the memory limit: given up in a minute' too_large_for_memory
  export METRICS_TOKEN=scrape-$RANDOM$RANDOM # `check` runs in a subshell
  check 'a new METRICS_TOKEN and up -d: every service has it' new_metrics_token
  check 'Prometheus is up again with it' scraped_with_token
  check 'no log line holds a secret' no_secret_in_logs
  say "$([ $failed = 0 ] && echo PASS || echo FAIL)  $failed failed, $((SECONDS - STARTED)) s"
  [ $failed = 0 ]
}

main "$@"
