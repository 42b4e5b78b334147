import { Button, Group, Paper, SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconChevronDown, IconChevronRight, IconDownload, IconFile, IconFolder } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import { callOk, read } from '../../api/client.ts'
import { Failed } from '../../parts/failed.tsx'
import { Figure, FiguresAreStops } from '../../parts/figure.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useCommonWords } from '../../words/common.ts'
import { type Version, versionPath } from './data.ts'
import { FilePreview } from './file-preview.tsx'
import { type FileNode, treeOf } from './file-tree.ts'
import classes from './files.module.css'
import { versionRoute } from './routes.ts'
import { useVersionWords } from './words-version.ts'

/** The files of a version as a tree, and one of them looked into. */
export function Files({ version }: { readonly version: Version }) {
  const words = useVersionWords()
  const common = useCommonWords()
  const { file: chosen } = versionRoute.useSearch()
  const navigate = useNavigate({ from: versionRoute.fullPath })
  const { name, version: number } = version
  const { data, error, refetch } = read.useQuery(
    'get',
    '/v2/lm/registry/models/{modelName}/versions/{version}/files',
    versionPath(name, number),
  )
  const tree = useMemo(() => treeOf(data?.resources ?? []), [data])
  const at = `/v2/lm/registry/models/${encodeURIComponent(name)}/versions/${number}`
  const choose = (file: string): void => void navigate({ search: (before) => ({ ...before, file }), replace: true })
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={6} />
  const file = data.resources.find(({ path }) => path === chosen)
  return (
    <Stack>
      <Group justify="flex-end">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() =>
            void save(`${at}/archive`, `${name}-${number}.tar`).catch((trouble: Error) =>
              notifications.show({ color: 'red', title: common.failed, message: trouble.message }),
            )
          }
        >
          {words.downloadAll}
        </Button>
      </Group>
      <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
        <Paper withBorder p="sm" component="section" aria-label={words.fileList}>
          <Nodes nodes={tree} depth={0} chosen={chosen} onChoose={choose} />
        </Paper>
        <Paper withBorder p="sm">
          {file ? (
            <FilePreview key={file.path} file={file} address={at} onSave={save} />
          ) : (
            <Text size="sm" c="dimmed">
              {words.pickFile}
            </Text>
          )}
        </Paper>
      </SimpleGrid>
    </Stack>
  )
}

type Walk = { readonly depth: number; readonly chosen: string | undefined; readonly onChoose: (path: string) => void }

function Nodes({ nodes, ...walk }: Walk & { readonly nodes: readonly FileNode[] }) {
  return (
    <ul className={classes['list']}>
      {nodes.map((node) => (
        <li key={node.path}>{node.kind === 'folder' ? <Folder node={node} {...walk} /> : <File node={node} {...walk} />}</li>
      ))}
    </ul>
  )
}

function Folder({ node, ...walk }: Walk & { readonly node: Extract<FileNode, { kind: 'folder' }> }) {
  // The chosen file is in sight from the beginning.
  const [open, setOpen] = useState(walk.depth === 0 || walk.chosen?.startsWith(`${node.path}/`) === true)
  return (
    <>
      <Line bytes={node.bytes}>
        <UnstyledButton className={classes['node'] ?? ''} onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          <IconFolder size={16} stroke={1.5} />
          <span className={classes['name']}>{node.name}</span>
        </UnstyledButton>
      </Line>
      {open && <Nodes nodes={node.inside} {...walk} depth={walk.depth + 1} />}
    </>
  )
}

function File({ node, chosen, onChoose }: Walk & { readonly node: Extract<FileNode, { kind: 'file' }> }) {
  return (
    <Line bytes={node.file.bytes}>
      <UnstyledButton className={classes['node'] ?? ''} aria-current={node.path === chosen} onClick={() => onChoose(node.path)}>
        <span className={classes['gap']} />
        <IconFile size={16} stroke={1.5} />
        <span className={classes['name']}>{node.name}</span>
      </UnstyledButton>
    </Line>
  )
}

/** What is chosen, and its size beside it. The sizes are no stops: there may be hundreds, and a look into a file says its own. */
const Line = ({ bytes, children }: { readonly bytes: number; readonly children: ReactNode }) => (
  <div className={classes['line']}>
    {children}
    <span className={classes['size']}>
      <FiguresAreStops value={false}>
        <Figure value={bytes} unit="bytes" />
      </FiguresAreStops>
    </span>
  </div>
)

/** The server asks who wants it, which a plain link cannot say. */
async function save(address: string, fileName: string): Promise<void> {
  const url = URL.createObjectURL(await (await callOk(address)).blob())
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
