#!/bin/sh
# Rebuilds api/static/vendor and api/static/fonts from pinned packages (see README.md beside this file).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
static=$(cd "$here/../../api/static" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund \
    govuk-frontend@6.3.0 tus-js-client@4.3.1 inter-ui@4.1.1 sass@1.108.2
python3 -m venv fonts
fonts/bin/pip install --quiet fonttools==4.68.0 brotli==1.2.1

mkdir -p "$static/vendor" "$static/fonts"
node_modules/.bin/sass --style=compressed --no-source-map --no-charset --quiet-deps \
    --load-path=node_modules "$here/forms.scss" "$static/vendor/govuk-frontend-6.3.0.min.css"
sed "s@//# sourceMappingURL=.*@@" node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js \
    >"$static/vendor/govuk-frontend-6.3.0.min.js"
sed "s@//# sourceMappingURL=.*@@" node_modules/tus-js-client/dist/tus.min.js >"$static/vendor/tus-4.3.1.min.js"

# Latin with Welsh (w and y circumflex lie in U+0100-017F), punctuation, arrows and fractions.
letters="U+0020-007E,U+00A0-017F,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+20AC,U+2122"
letters="$letters,U+2190-2193,U+2212,U+2248,U+2264-2265,U+2713,U+2715"
for weight in Regular SemiBold Bold; do
    name=$(printf '%s' "$weight" | tr '[:upper:]' '[:lower:]')
    fonts/bin/pyftsubset "node_modules/inter-ui/web/Inter-$weight.woff2" --unicodes="$letters" \
        --layout-features=kern,liga,calt,ccmp,locl,mark,mkmk,tnum,cv05,case,frac,zero \
        --flavor=woff2 --output-file="$static/fonts/inter-$name.woff2"
done
