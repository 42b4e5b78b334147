/**
 * What a shell needs to ask `lectern complete -- <words>`. No word of the line is ever evaluated, so that pressing Tab runs nothing that
 * stands there.
 */
export const scriptFor = (shell: string): string => scripts[shell as keyof typeof scripts]

const scripts = {
  bash: `# Completion of lectern for bash: source <(lectern completion bash)
_lectern() {
  local line reply file=no
  # Bash takes a word apart at "=" and ":"; here it is one again.
  local words=() word joined=no at
  for ((at = 1; at <= COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if [[ \${#words[@]} -gt 0 && ( $word == = || $word == : || $joined == yes ) ]]; then
      words[\${#words[@]}-1]+=$word
      [[ $word == = || $word == : ]] && joined=yes || joined=no
    else
      words+=("$word")
      joined=no
    fi
  done
  local current=\${words[\${#words[@]}-1]}
  local cut=\${current%"\${COMP_WORDS[COMP_CWORD]}"}
  [[ \${COMP_WORDS[COMP_CWORD]} == = || \${COMP_WORDS[COMP_CWORD]} == : ]] && cut=$current
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) file=yes ;;
      :words) ;;
      *) reply=\${line%%$'\\t'*}; COMPREPLY+=("$(printf %q "\${reply#"$cut"}")") ;;
    esac
  done < <("\${COMP_WORDS[0]/#\\~/$HOME}" complete -- "\${words[@]}" 2>/dev/null)
  if [[ $file == yes ]]; then
    compopt -o filenames
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
  fi
}
complete -F _lectern lectern
`,
  zsh: `#compdef lectern
# Completion of lectern for zsh: source <(lectern completion zsh), or as a file _lectern in your fpath
_lectern() {
  local line value files=no
  local -a found
  while IFS= read -r line; do
    case $line in
      :files) files=yes ;;
      :words) ;;
      *)
        value=\${line%%$'\\t'*}
        found+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
        ;;
    esac
  done < <("\${(Q)words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( \${#found} )) && _describe -t lectern lectern found
  [[ $files == yes ]] && _files
  return 0
}
if [[ \${funcstack[1]} == _lectern ]]; then _lectern "$@"; else compdef _lectern lectern; fi
`,
  fish: `# Completion of lectern for fish: lectern completion fish | source
function __lectern_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    for line in ($program complete -- $words 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :words
            case '*'
                printf '%s\\n' $line
        end
    end
end
complete -c lectern -f -a '(__lectern_complete)'
`,
} as const
