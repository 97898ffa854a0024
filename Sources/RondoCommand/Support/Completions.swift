import ArgumentParser

/// Scripts that complete the program's commands, options and values in a shell.
///
/// swift-argument-parser generates them from the declarations of the commands, but does not know
/// that `train` without a task trains a language model. An addition to each script therefore
/// inserts `language-model` before completion, as `TaskWords` does before parsing: the word after
/// `train` is completed to tasks and files, or to options if it begins with a dash.
enum Completions {
  /// Script that the arguments request; nil if they request none.
  static func script(for arguments: [String]) -> String? {
    let option = "--generate-completion-script"
    var shell: CompletionShell?
    if arguments.count == 2, arguments[0] == option {
      shell = CompletionShell(rawValue: arguments[1])
    } else if arguments.count == 1, arguments[0].hasPrefix(option + "=") {
      shell = CompletionShell(rawValue: String(arguments[0].dropFirst(option.count + 1)))
    } else if arguments == [option] {
      shell = .autodetected()
    }
    guard let shell else { return nil }
    let script = RondoCommand.completionScript(for: shell)
    switch shell {
    case .bash: return script + "\n" + bash
    case .zsh: return zsh(script) + "\n"
    case .fish: return script + "\n" + fish
    default: return script + "\n"
    }
  }

  private static let task = TaskWords.known[0]
  private static let tasks = TaskWords.known.joined(separator: "|")

  private static let bash = """

    _rondo_with_task() {
        local -a words=("${COMP_WORDS[@]}")
        if [[ "${words[1]}" = train && "${COMP_CWORD}" -ge 2 ]]; then
            if [[ "${COMP_CWORD}" -eq 2 && "${2}" != -* ]]; then
                local -a files=()
                local file
                while IFS='' read -r file; do files+=("${file}"); done < <(compgen -f -- "${2}")
                _rondo "${@}"
                COMPREPLY+=("${files[@]}")
                return
            elif [[ "${COMP_CWORD}" -eq 2 || ! "${words[2]}" =~ ^(\(tasks))$ ]]; then
                local -a COMP_WORDS=("${words[@]:0:2}" \(task) "${words[@]:2}")
                local -i COMP_CWORD="$((COMP_CWORD + 1))"
            fi
        fi
        _rondo "${@}"
    }

    complete -o filenames -F _rondo_with_task rondo

    """

  /// Renames the generated function, and adds one with the old name that calls it.
  private static func zsh(_ script: String) -> String {
    let end = "\nif [[ \"${funcstack[1]}\" = _rondo ]]; then"
    let addition = """

      functions[_rondo_of_words]="${functions[_rondo]}"

      _rondo() {
          local -i ret=1
          if [[ "${words[2]}" = train && "${CURRENT}" -ge 3 ]]; then
              if [[ "${CURRENT}" -eq 3 && "${words[3]}" != -* ]]; then
                  _files && ret=0
              elif [[ "${CURRENT}" -eq 3 || "${words[3]}" != (\(tasks)) ]]; then
                  words=("${words[1]}" train \(task) "${(@)words[3,-1]}")
                  (( CURRENT++ ))
              fi
          fi
          _rondo_of_words "${@}" && ret=0
          return "${ret}"
      }

      """
    return script.replacing(end, with: addition + end)
  }

  private static let fish = """

    functions -c __rondo_tokens __rondo_tokens_of_line

    function __rondo_tokens
        set -l tokens (__rondo_tokens_of_line $argv)
        if test "$tokens[2]" = train -a (count $argv) -gt 0 -a "$argv" != -t
            set -l current (commandline -t)
            if test (count $tokens) -eq 2
                string match -q -- '-*' $current; and set -a tokens \(task)
            else if not string match -qr -- '^(\(tasks))$' $tokens[3]
                set tokens $tokens[1..2] \(task) $tokens[3..]
            end
        end
        printf %s\\n $tokens
    end

    complete -c rondo -n '__rondo_should_offer_completions_for_positional "rondo train" -eq 1' -F

    """
}
