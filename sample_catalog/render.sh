#!/bin/sh
# Renders every drawing in drawings/ to a PNG of the same name in images/. Four of five become palette images of 256
# colours, which halves their size. Every fifth stays as rsvg-convert writes it, so that the shop has several kinds of PNG.
set -eu

for tool in rsvg-convert:librsvg2-bin pngquant:pngquant; do
    if ! command -v "${tool%%:*}" >/dev/null 2>&1; then
        echo "render.sh: ${tool%%:*} is missing; on Debian it is in the package ${tool#*:}" >&2
        exit 1
    fi
done

cd "$(dirname "$0")"
mkdir -p images
number=0
for drawing in drawings/*.svg; do
    image="images/$(basename "$drawing" .svg).png"
    rsvg-convert --format png --output "$image" "$drawing"
    number=$((number + 1))
    if [ $((number % 5)) -ne 0 ]; then
        pngquant --force --output "$image" 256 "$image"
    fi
done
