import { Alert, Center } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useCommonWords } from '../words/common.ts'

export function Offline() {
  const words = useCommonWords()
  return (
    <Center component="main" h="100vh" p="md">
      <Alert icon={<IconPlugConnectedX />} color="orange" variant="outline" maw={480}>
        {words.offline}
      </Alert>
    </Center>
  )
}
