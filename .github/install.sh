#!/usr/bin/env bash
# Installs rondo with its manual page and its completions for bash, zsh and fish.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bash .github/install.sh [--prefix DIR] [--binary FILE] [--uninstall]

Builds rondo and installs the program, its manual page and its completions for bash, zsh and fish.

  --prefix DIR    Folder to install below (default: ~/.local)
  --binary FILE   Program to install, instead of building one
  --uninstall     Remove the installed files
TEXT
}

fail() {
  echo "install.sh: $1" >&2
  exit "${2:-1}"
}

prefix="${HOME:-}/.local"
binary=
is_removal=false
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix | --binary)
      [ -n "${2:-}" ] || fail "$1 takes a value (see --help)" 64
      if [ "$1" = --prefix ]; then prefix=$2; else binary=$2; fi
      shift 2
      ;;
    --uninstall) is_removal=true && shift ;;
    -h | --help) usage && exit ;;
    *) fail "unknown argument '$1' (see --help)" 64 ;;
  esac
done
case "$prefix" in /*) ;; *) prefix="$PWD/$prefix" ;; esac

program="$prefix/bin/rondo"
manual="$prefix/share/man/man1/rondo.1"
bash_completion="$prefix/share/bash-completion/completions/rondo"
zsh_completion="$prefix/share/zsh/site-functions/_rondo"
fish_completion="$prefix/share/fish/vendor_completions.d/rondo.fish"

if $is_removal; then
  for file in "$program" "$manual" "$bash_completion" "$zsh_completion" "$fish_completion"; do
    if [ -e "$file" ]; then
      rm -f "$file"
      echo "removed $file"
    fi
  done
  exit
fi

if [ -z "$binary" ]; then
  cd "$(dirname "$0")/.."
  options=(-c release --product rondo --scratch-path .build/install)
  # A program that carries Swift's libraries with it; on macOS they are part of the system.
  [ "$(uname)" = Darwin ] || options+=(--static-swift-stdlib)
  echo 'building rondo: this takes some minutes'
  swift build "${options[@]}"
  binary="$(swift build "${options[@]}" --show-bin-path)/rondo"
fi
[ -f "$binary" ] || fail "no such file: $binary" 66
case "$binary" in /*) ;; *) binary="$PWD/$binary" ;; esac

# Everything is made before anything is installed: a program that does not run changes nothing.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$("$binary" --version) || fail "$binary does not run" 65
case "$version" in 'rondo '*) ;; *) fail "$binary is not rondo" 65 ;; esac
"$binary" --generate-manual >"$work/rondo.1"
for shell in bash zsh fish; do
  "$binary" --generate-completion-script "$shell" >"$work/$shell"
done

# Puts a file in its place in one step, so that a program that runs at the moment is not disturbed.
put() {
  mkdir -p "$(dirname "$3")"
  install -m "$1" "$2" "$3.new"
  mv -f "$3.new" "$3"
  echo "installed $3"
}
put 755 "$binary" "$program"
put 644 "$work/rondo.1" "$manual"
put 644 "$work/bash" "$bash_completion"
put 644 "$work/zsh" "$zsh_completion"
put 644 "$work/fish" "$fish_completion"
echo "$version"

case ":${PATH:-}:" in
  *":$prefix/bin:"*) ;;
  *) echo "to run it by its name: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
case "$prefix" in
  /usr | /usr/local) ;;
  *)
    echo 'for completions in zsh, add to ~/.zshrc before compinit:'
    echo "  fpath=(\"$prefix/share/zsh/site-functions\" \$fpath)"
    ;;
esac
