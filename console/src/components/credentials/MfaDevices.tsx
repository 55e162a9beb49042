/** A user's MFA devices. */
import { paginateListMFADevices, ResyncMFADeviceCommand } from '@aws-sdk/client-iam';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useState } from 'react';
import { clients } from '../../api/clients';
import { isPasskey, removeDevice } from '../../api/deletions';
import { collect, useQuery } from '../../api/useQuery';
import { ActionModal } from '../ActionModal';
import { type Column, ResourceTable } from '../ResourceTable';
import { Time } from '../Time';
import { AddMfaDevice } from './AddMfaDevice';
import { AddPasskey } from './AddPasskey';
import { areComplete, Codes, NO_CODES } from './Codes';

interface Device {
  readonly serial: string;
  readonly enabled: Date | undefined;
}

const COLUMNS: readonly Column<Device>[] = [
  { id: 'serial', header: 'Device', value: (device) => device.serial, width: 380 },
  { id: 'type', header: 'Type', value: (d) => (isPasskey(d.serial) ? 'Passkey or security key' : 'Authenticator app') },
  { id: 'enabled', header: 'Enabled', value: (d) => d.enabled, cell: (d) => <Time at={d.enabled} /> },
];

/** Without `userName`, the caller's own devices, such as the root user's. */
export function MfaDevices({ userName, deviceName }: { userName?: string; deviceName: string }) {
  const query = useQuery(`mfa ${userName}`, () => load(userName));
  const [open, setOpen] = useState<'add' | 'passkey' | { what: 'remove' | 'resync'; device: Device }>();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    query.reload();
  };
  return (
    <>
      <ResourceTable
        id="mfa-devices"
        title="MFA devices"
        description="A second factor at sign-in: a passkey, or codes from an authenticator app. A user can have eight devices."
        query={query}
        columns={COLUMNS}
        keyOf={(device) => device.serial}
        selection="single"
        empty={{
          title: 'No MFA devices',
          text: 'Passwords can be guessed or stolen. Add a device as a second factor.',
        }}
        actions={([device]) => (
          <>
            <ButtonDropdown
              disabled={!device}
              items={[
                { id: 'resync', text: 'Resynchronize', disabled: isPasskey(device?.serial) },
                { id: 'remove', text: 'Remove' },
              ]}
              onItemClick={({ detail }) => device && setOpen({ what: detail.id as 'remove' | 'resync', device })}
            >
              Actions
            </ButtonDropdown>
            <Button onClick={() => setOpen('passkey')}>Add passkey</Button>
            <Button onClick={() => setOpen('add')}>Add MFA device</Button>
          </>
        )}
      />
      {open === 'add' && <AddMfaDevice userName={userName} deviceName={deviceName} onClose={close} onDone={done} />}
      {open === 'passkey' && <AddPasskey userName={userName} onClose={close} onDone={done} />}
      {typeof open === 'object' && open.what === 'remove' && (
        <RemoveDevice userName={userName} device={open.device} onClose={close} onDone={done} />
      )}
      {typeof open === 'object' && open.what === 'resync' && (
        <ResyncDevice userName={userName} device={open.device} onClose={close} onDone={done} />
      )}
    </>
  );
}

async function load(UserName: string | undefined): Promise<Device[]> {
  const found = await collect(
    paginateListMFADevices({ client: clients().iam }, { UserName }),
    (page) => page.MFADevices,
  );
  return found.map((device) => ({ serial: device.SerialNumber ?? '', enabled: device.EnableDate }));
}

interface DeviceProps {
  userName?: string;
  device: Device;
  onClose: () => void;
  onDone: () => void;
}

const RemoveDevice = ({ userName, device, onClose, onDone }: DeviceProps) => (
  <ActionModal
    title="Remove MFA device?"
    verb="Remove"
    commands={removeDevice(userName, device.serial)}
    success="The MFA device was removed"
    confirmation="remove"
    onClose={onClose}
    onDone={onDone}
  >
    <Box>
      <span className="wrap">{device.serial} will no longer be a second factor at sign-in.</span>
    </Box>
  </ActionModal>
);

function ResyncDevice({ userName, device, onClose, onDone }: DeviceProps) {
  const [codes, setCodes] = useState(NO_CODES);
  const command = new ResyncMFADeviceCommand({
    UserName: userName,
    SerialNumber: device.serial,
    AuthenticationCode1: codes.first,
    AuthenticationCode2: codes.second,
  });
  return (
    <ActionModal
      title="Resynchronize MFA device"
      verb="Resynchronize"
      commands={areComplete(codes) ? [command] : []}
      success="The MFA device was resynchronized"
      onClose={onClose}
      onDone={onDone}
    >
      <Box>Use this if the codes of a device are refused because its clock is wrong.</Box>
      <Codes value={codes} onChange={setCodes} />
    </ActionModal>
  );
}
