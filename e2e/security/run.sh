#!/usr/bin/env bash
# Lets two scanners that are not ours try the fictional county on the loopback address: sqlmap at every kind of
# parameter that reaches a query, and wapiti at the pages. e2e/security/run.sh [PROGRAM] [DIR]; reports stay in DIR
# where it is given. It fails if one of them finds something, or if what is tried does not answer as it should.
set -euo pipefail
program=$(realpath "${1:-bin/liandong}")
for tool in sqlmap wapiti curl node; do
	command -v "$tool" >/dev/null || { echo "$tool is needed (apt-get install sqlmap wapiti curl)" >&2; exit 1; }
done
work=$(mktemp -d)
reports="${2:-$work/reports}"
mkdir -p "$reports"
"$program" serve --demo --data "$work/data" --listen 127.0.0.1:0 >"$work/out" 2>"$work/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -r "$work"' EXIT
for _ in $(seq 300); do
	grep -q http "$work/out" && break
	kill -0 "$server"
	sleep 0.2
done
at=$(grep -o 'http://127[^ ]*' "$work/out" | head -1)
api="$at/api/v1"
password=$(sed -n 's/.*密码 password: \([^)]*\)).*/\1/p' "$work/out")
enter() { curl -fsS -c "$work/$1.jar" -H 'Content-Type: application/json' -d "{\"username\":\"$1\",\"password\":\"$password\"}" "$api/session" >"$work/$1.json"; }
enter clerk
enter admin
cookie() { awk '$6 == "sid" { print "sid=" $7 }' "$work/$1.jar"; }
field() { node -e 'let v = JSON.parse(require("fs").readFileSync(0)); for (const k of process.argv[1].split(".")) v = v?.[k]; process.stdout.write(String(v))' "$1"; }
case_id=$(curl -fsS -H "Cookie: $(cookie clerk)" "$api/cases?box=all&limit=1" | field items.0.id)
cursor=$(curl -fsS -H "Cookie: $(cookie clerk)" "$api/cases?box=all&limit=1" | field next_cursor)

# Who asks, which parameters, where, and what it answers where that is not 200. A star stands for a place in the path.
targets="clerk|q,box|$api/cases?box=all&limit=5&q=a
clerk|cursor|$api/cases?box=all&limit=1&cursor=$cursor
clerk|q|$api/organizations?limit=5&q=a
clerk||$api/cases/$case_id*
clerk|from,to|$api/receptions?from=2026-11-01&to=2026-12-31&limit=5
clerk|box|$api/referrals?box=in&limit=5
admin|q,organization|$api/users?limit=5&q=a&organization=
nobody|code|$at/check?code=AAAA|404"
tried=0 found=0
while IFS='|' read -r as parameters address wanted; do
	jar=""
	[ "$as" = nobody ] || jar=$(cookie "$as")
	status=$(curl -s -o /dev/null -w '%{http_code}' -H "Cookie: $jar" "${address//\*/}")
	[ "$status" = "${wanted:-200}" ] || { echo "$address answers $status: nothing would be tried" >&2; exit 1; }
	tried=$((tried + 1)) name="$reports/sqlmap-$tried"
	echo "sqlmap: $as ${parameters:-path} ${address#"$at"}"
	timeout 180 sqlmap --batch --disable-coloring --flush-session --output-dir="$name" --level=2 --risk=2 --technique=BEUS --dbms=sqlite --threads=1 --timeout=10 --retries=0 \
		--ignore-code='400,401,403,404,422,429' ${parameters:+-p "$parameters"} ${jar:+--cookie="$jar"} -u "$address" >"$name.txt" 2>&1 || echo "  stopped after three minutes"
	if grep -q 'identified the following injection point' "$name.txt"; then
		found=$((found + 1))
		echo "  FOUND: see $name.txt"
	fi
done <<<"$targets"
requests=$(cat "$reports"/sqlmap-*.txt | grep -c 'testing ' || true)
echo "sqlmap: $tried addresses, $requests tests, $found found"

wapiti --flush-session -u "$at/law" --scope domain -s "$at/check" -s "$at/receptions" -s "$at/party" -s "$at/desk" --max-scan-time 300 --max-links-per-page 40 -d 4 \
	-m sql,blindsql,xss,permanentxss,file,exec,crlf,redirect,xxe,csrf,csp,http_headers,cookieflags -S normal --no-bugreport --store-session "$work/wapiti" -f json -o "$reports/wapiti.json" >"$reports/wapiti.txt" 2>&1 || { tail -5 "$reports/wapiti.txt" >&2; exit 1; }
report=$(node -e '
	const r = JSON.parse(require("fs").readFileSync(process.argv[1]));
	const all = Object.entries({ ...r.vulnerabilities, ...r.anomalies }).flatMap(([kind, list]) => list.map((x) => `  FOUND ${kind}: ${x.method} ${x.path} ${x.info}`));
	console.log([`wapiti: ${r.infos.crawled_pages_nbr ?? "?"} pages, ${Object.keys(r.vulnerabilities).length} kinds of weakness, ${all.length} found`, ...all].join("\n"));' "$reports/wapiti.json")
echo "$report"
kill -0 "$server" || { echo "the server ended" >&2; exit 1; }
! grep -q '"msg":"panic"' "$work/log" || { echo "the server panicked" >&2; exit 1; }
[ "$found" = 0 ] && ! grep -q FOUND <<<"$report"
