import { makeWords } from '../words/words.ts'

export const useUploadWords = makeWords({
  en: {
    hint: 'Drop files or a folder here, or click to choose. A broken upload goes on where it stopped.',
    pause: (name: string) => `Pause ${name}`,
    resume: (name: string) => `Go on with ${name}`,
    remove: (name: string) => `Remove ${name}`,
    progress: (done: string, all: string) => `${done} of ${all}`,
    rate: (rate: string) => `${rate}/s`,
    left: (time: string) => `${time} left`,
    paused: 'Paused',
    complete: 'Complete',
    checking: 'Checking',
  },
  de: {
    hint: 'Dateien oder einen Ordner hierher ziehen, oder klicken und wählen. Was abbricht, geht dort weiter, wo es stand.',
    pause: (name: string) => `${name} anhalten`,
    resume: (name: string) => `Mit ${name} weitermachen`,
    remove: (name: string) => `${name} entfernen`,
    progress: (done: string, all: string) => `${done} von ${all}`,
    rate: (rate: string) => `${rate}/s`,
    left: (time: string) => `noch ${time}`,
    paused: 'Angehalten',
    complete: 'Vollständig',
    checking: 'Wird geprüft',
  },
})
