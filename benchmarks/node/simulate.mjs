// Loads a workload, then answers questions, one JSON line each: the first answers, or the CPU time of a chunk.
import { createValidatedPolicy, validateIdentityPolicy, validateResourcePolicy, validateServiceControlPolicy } from '@cloud-copilot/iam-policy'
import { runSimulation } from '@cloud-copilot/iam-simulate'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const ACCOUNT = '123456789012'
const workload = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const validators = { identity: validateIdentityPolicy, resource: validateResourcePolicy, control: validateServiceControlPolicy }
const validated = new Map()

function policy(name, kind) {
  const key = `${kind} ${name}`
  if (!validated.has(key)) {
    const document = { Version: '2012-10-17', Statement: workload.policies[name] }
    validated.set(key, { name, policy: createValidatedPolicy(document, validators[kind]) })
  }
  return validated.get(key)
}

function simulation(request) {
  const { identity, boundary } = workload.principals[request.principal]
  const isSession = workload.service_control !== undefined
  const found = {
    request: {
      principal: isSession
        ? `arn:aws:sts::${ACCOUNT}:assumed-role/${request.principal}/session`
        : `arn:aws:iam::${ACCOUNT}:user/${request.principal}`,
      action: request.action,
      resource: { resource: request.resource, accountId: ACCOUNT },
      contextVariables: request.context,
    },
    identityPolicies: identity.map(name => policy(name, 'identity')),
    serviceControlPolicies: (workload.service_control ?? []).map((name, level) => (
      { orgIdentifier: `level-${level}`, policies: [policy(name, 'control')] })),
    resourceControlPolicies: [],
  }
  if (boundary) found.permissionBoundaryPolicies = [policy(boundary, 'identity')]
  if (request.session) found.sessionPolicy = policy(request.session, 'identity').policy
  if (request.resource_policy) found.resourcePolicy = policy(request.resource_policy, 'resource').policy
  return found
}

async function decide(prepared) {
  const result = await runSimulation(prepared, {})
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors).slice(0, 300))
  return result.overallResult === 'Allowed'
}

const mebibytes = () => process.memoryUsage().rss / 1048576
const microseconds = () => { const { user, system } = process.cpuUsage(); return user + system }
const say = value => process.stdout.write(JSON.stringify(value) + '\n')

globalThis.gc?.()
const before = mebibytes()
const start = performance.now()
const prepared = workload.requests.map(simulation)
const manifest = new URL('node_modules/@cloud-copilot/iam-simulate/package.json', import.meta.url)
say({ version: JSON.parse(readFileSync(manifest)).version, load_ms: performance.now() - start, before_mib: before })

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line)
  if (question.answers !== undefined) {
    const answers = []
    for (const each of prepared.slice(0, question.answers)) answers.push(Number(await decide(each)))
    say({ answers })
  } else {
    const begin = microseconds()
    for (let offset = 0; offset < question.count; offset++) await decide(prepared[(question.start + offset) % prepared.length])
    say({ cost_ns: (microseconds() - begin) * 1000 / question.count })
  }
}
