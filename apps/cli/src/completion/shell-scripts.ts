import type { CompletionTable } from './completion-table.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What makes a shell complete the words of `steppe` once it is sourced. */
export function completionScript(shell: Shell, table: CompletionTable): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](table);
}

/** The longest known path of words decides what may follow; flags are offered once a dash is typed. */
function bashScript(table: CompletionTable): string {
  return `_steppe_candidates() {
  case "$1" in
${rows(table, (path, candidates) => `    ${path}) echo ${candidates} ;;`)}
    *) return 1 ;;
  esac
}
_steppe() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' next i
  local hidden='-*'
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${path:+$path }\${COMP_WORDS[i]}"
    if _steppe_candidates "$next" >/dev/null; then path="$next"; fi
  done
  if [[ "$current" == -* ]]; then hidden=''; fi
  COMPREPLY=($(compgen -W "$(_steppe_candidates "$path")" -X "$hidden" -- "$current"))
}
complete -o default -F _steppe steppe`;
}

function zshScript(table: CompletionTable): string {
  return `autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bashScript(table)}`;
}

function fishScript(table: CompletionTable): string {
  return `function __steppe_candidates
  switch "$argv[1]"
${rows(table, (path, candidates) => `    case ${path}\n      string split -- ' ' ${candidates}`)}
    case '*'
      return 1
  end
end
function __steppe_complete
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim "$path $word")
    if __steppe_candidates "$next" >/dev/null
      set path $next
    end
  end
  set -l known (__steppe_candidates "$path")
  set -l current (commandline -ct)
  if string match -q -- '-*' "$current"
    string match -- '-*' $known
  else if not string match -v -- '-*' $known
    __fish_complete_path "$current"
  end
end
complete -c steppe -f -a '(__steppe_complete)'`;
}

/** Words and flags have no quotes in them. */
function rows(table: CompletionTable, row: (path: string, candidates: string) => string): string {
  return [...table.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, candidates]) => row(`'${path}'`, `'${candidates.join(' ')}'`))
    .join('\n');
}
