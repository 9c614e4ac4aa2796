#!/usr/bin/env bash
# The flow of Nomad's tutorials, by a CLI of one's choice against a Steppe dev agent that this script starts and ends:
#   test/compatibility/tutorial/flow.sh [path of a nomad or steppe binary]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
steppe="$here/../../../apps/cli/bin/steppe"
cli=${1:-$steppe}
dir=$(mktemp -d)
# Nothing of this shell's own settings is to reach the CLI.
unset NOMAD_TOKEN NOMAD_NAMESPACE NOMAD_REGION STEPPE_ADDR STEPPE_TOKEN STEPPE_NAMESPACE STEPPE_REGION AWS_CA_BUNDLE
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
export NOMAD_ADDR="http://127.0.0.1:$port"

"$steppe" agent -dev -acl-enabled -http-port="$port" -log-level=WARN >"$dir/agent.log" 2>&1 &
agent=$!
finish() {
  kill -INT "$agent" 2>/dev/null || true
  wait "$agent" 2>/dev/null || true
  rm -rf "$dir"
}
trap finish EXIT

step() { echo "--- $1"; }
fail() { echo "FAILED: $1" >&2; exit 1; }

# until_true SECONDS COMMAND...: again and again until it succeeds.
until_true() {
  local ends=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < ends)) || fail "not within time: $*"
    sleep 0.3
  done
}
# says TEXT COMMAND...: its output has the text.
says() {
  local text=$1 out; shift
  out=$("$@" 2>&1) || true
  grep -qE -- "$text" <<<"$out" || { echo "$out" >&2; fail "\"$text\" is not what this says: $*"; }
}
has() { local text=$1; shift; "$@" 2>/dev/null | grep -qE -- "$text"; }

step 'an agent starts, and lets nobody in without a token'
until_true 60 has 'agent is up' cat "$dir/agent.log"
says '403|Permission denied' "$cli" job status

step 'ACL: bootstrap, a policy, a token'
"$cli" acl bootstrap -json >"$dir/bootstrap.json"
NOMAD_TOKEN=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).SecretID' "$dir/bootstrap.json")
export NOMAD_TOKEN
cat >"$dir/reader.hcl" <<'HCL'
namespace "default" {
  policy = "read"
}
HCL
says 'Successfully wrote' "$cli" acl policy apply -description 'may look' reader "$dir/reader.hcl"
"$cli" acl token create -name looker -policy reader -type client -json >"$dir/reader.json"
reader=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).SecretID' "$dir/reader.json")
says 'No running jobs' "$cli" job status -token "$reader"

step 'namespaces'
says 'Successfully applied' "$cli" namespace apply -description 'the web team' web
says 'the web team' "$cli" namespace list

step 'variables'
"$cli" var put -namespace web nomad/jobs/site greeting=hello >/dev/null
says '^hello$' "$cli" var get -namespace web -item greeting nomad/jobs/site
says 'nomad/jobs/site' "$cli" var list -namespace web -out terse

job() { # job RELEASE
  cat >"$dir/site.nomad.hcl" <<HCL
job "site" {
  namespace = "web"
  update {
    max_parallel     = 1
    canary           = 1
    min_healthy_time = "1s"
    healthy_deadline = "30s"
  }
  group "g" {
    count = 2
    task "t" {
      driver = "raw_exec"
      config {
        command = "/bin/sh"
        args    = ["-c", "echo release $1 says \$GREETING; exec sleep 3600"]
      }
      template {
        data        = "GREETING={{ with nomadVar \"nomad/jobs/site\" }}{{ .greeting }}{{ end }}"
        destination = "secrets/env"
        env         = true
      }
      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
HCL
}

step 'a service that reads the variable'
job 1
says 'Job validation successful' "$cli" job validate "$dir/site.nomad.hcl"
"$cli" job plan "$dir/site.nomad.hcl" >/dev/null && fail 'a plan with changes ends with 1'
"$cli" job run "$dir/site.nomad.hcl" >/dev/null
says 'successful' "$cli" job status -namespace web site
says 'release 1 says hello' "$cli" alloc logs -namespace web -job site
says '403|Permission denied' "$cli" job stop -namespace web -token "$reader" site

step 'a rolling update: a canary, and its promotion'
job 2
"$cli" job run -detach "$dir/site.nomad.hcl" >/dev/null
canary_healthy() { has 'requires promotion|requires manual promotion' "$cli" job status -namespace web site && has ' false +2 +1 +1 +1 ' "$cli" job status -namespace web site; }
until_true 60 canary_healthy
deployment=$("$cli" job deployments -namespace web -latest -json site | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).ID')
says 'status "complete"' "$cli" deployment promote -namespace web -detach=false "$deployment"
until_true 60 has 'successful' "$cli" deployment status -namespace web "$deployment"
says 'Version += 1' "$cli" job history -namespace web site
until_true 20 has 'release 2 says hello' "$cli" alloc logs -namespace web -job site

step 'back to the version before'
"$cli" job revert -namespace web -detach site 0 >/dev/null
until_true 60 canary_healthy
"$cli" job promote -namespace web -detach site >/dev/null
until_true 60 has 'release 1 says hello' "$cli" alloc logs -namespace web -job site

step 'a periodic batch job, forced'
cat >"$dir/nightly.nomad.hcl" <<'HCL'
job "nightly" {
  type = "batch"
  periodic {
    crons = ["0 3 * * *"]
  }
  group "g" {
    task "t" {
      driver = "raw_exec"
      config {
        command = "/bin/echo"
        args    = ["cleaned up"]
      }
    }
  }
}
HCL
says 'Approximate next launch time' "$cli" job run "$dir/nightly.nomad.hcl"
says 'finished with status "complete"' "$cli" job periodic force nightly
until_true 30 has 'nightly/periodic-[0-9]+ +dead' "$cli" job status nightly

step 'a parameterized batch job, dispatched'
cat >"$dir/mailer.nomad.hcl" <<'HCL'
job "mailer" {
  type = "batch"
  parameterized {
    payload       = "required"
    meta_required = ["to"]
  }
  group "g" {
    task "t" {
      driver = "raw_exec"
      config {
        command = "/bin/sh"
        args    = ["-c", "echo to ${NOMAD_META_to}: $(cat local/letter)"]
      }
      dispatch_payload {
        file = "letter"
      }
    }
  }
}
HCL
"$cli" job run "$dir/mailer.nomad.hcl" >/dev/null
echo 'dear all' >"$dir/letter"
says 'Dispatched Job ID' "$cli" job dispatch -meta to=ops mailer "$dir/letter"
dispatched=$("$cli" job status mailer | grep -oE 'mailer/dispatch-[0-9]+-[0-9a-f]+')
until_true 30 has 'to ops: dear all' "$cli" alloc logs -job "$dispatched"

step 'the node is drained, and takes work again'
node=$("$cli" node status -json | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8"))[0].ID')
says 'Drain complete' "$cli" node drain -enable -yes -deadline 30s "$node"
says 'ineligible' "$cli" node status "$node"
"$cli" node eligibility -enable "$node" >/dev/null
"$cli" node drain -disable -yes "$node" >/dev/null
running_again() { has 'g +0 +0 +2 ' "$cli" job status -namespace web site; }
until_true 60 running_again

step 'all is stopped and forgotten'
for name in nightly mailer; do "$cli" job stop -purge -detach "$name" >/dev/null; done
"$cli" job stop -namespace web -purge site >/dev/null
says 'No running jobs' "$cli" job status -namespace web
echo 'the tutorial flow is done'
