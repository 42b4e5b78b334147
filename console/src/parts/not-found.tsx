import { IconMapOff } from '@tabler/icons-react'
import { useCommonWords } from '../words/common.ts'
import { Empty } from './empty.tsx'

export function NotFound() {
  const words = useCommonWords()
  return <Empty icon={<IconMapOff size={36} stroke={1.4} />} title={words.notFound} text={words.notFoundText} />
}
