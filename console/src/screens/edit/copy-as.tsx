import { Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBraces, IconChevronDown, IconCode, IconCopy, IconTerminal2 } from '@tabler/icons-react'
import { useEffect } from 'react'
import { currentGroup } from '../../api/group.ts'
import { serverUrl } from '../../app/place.ts'
import { toClipboard } from '../../parts/clipboard.ts'
import { useCommonWords } from '../../words/common.ts'
import { useEdit } from './context.ts'
import { curlOf, shellOf, yamlOf } from './copies.ts'
import { useWords } from './words.ts'

/** The same thing for whoever would rather type it, or keep it in a repository. */
export function CopyAs() {
  const words = useWords()
  const common = useCommonWords()
  const { draft } = useEdit()
  const copy = async (text: Promise<string> | string): Promise<void> => {
    if (await toClipboard(await text)) notifications.show({ message: common.copied })
  }
  const group = currentGroup()
  // There before it is asked for: browsers let a page copy only right after a click.
  useEffect(() => void import('yaml'), [])
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={16} />} leftSection={<IconCopy size={16} />}>
          {words.copyAs}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCode size={16} />} onClick={() => void copy(curlOf(draft, serverUrl, group))}>
          {words.curl}
        </Menu.Item>
        <Menu.Item leftSection={<IconTerminal2 size={16} />} onClick={() => void copy(shellOf(draft, group))}>
          {words.cli}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBraces size={16} />}
          onClick={() => void copy(yamlOf({ ...draft.document, resourceGroup: group }))}
        >
          {words.yaml}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
