/** Sets up an authenticator app: name the device, scan the code, enter two codes. */
import {
  CreateVirtualMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  type VirtualMFADevice,
} from '@aws-sdk/client-iam';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { send } from '../../api/call';
import { checkName, NAME_RULE } from '../../model/names';
import { ActionModal } from '../ActionModal';
import { Copy } from '../Copy';
import { areComplete, Codes, NO_CODES } from './Codes';

interface Props {
  userName?: string;
  deviceName: string;
  onClose: () => void;
  onDone: () => void;
}

const LONGEST_NAME = 226;

export function AddMfaDevice(props: Props) {
  const [name, setName] = useState(props.deviceName);
  const [device, setDevice] = useState<VirtualMFADevice>();
  if (device) return <EnableDevice {...props} device={device} />;
  const fault = checkName(name, LONGEST_NAME);
  const command = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name });
  return (
    <ActionModal
      title="Add MFA device"
      verb="Next"
      commands={fault ? [] : [command]}
      success="The device was created"
      onClose={props.onClose}
      onDone={props.onDone}
      onSubmit={async () => setDevice((await send(command)).VirtualMFADevice)}
    >
      <FormField
        label="Device name"
        description="Helps you recognize the device later."
        constraintText={NAME_RULE}
        errorText={name && fault}
      >
        <Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} />
      </FormField>
    </ActionModal>
  );
}

function EnableDevice({ userName, device, onClose, onDone }: Props & { device: VirtualMFADevice }) {
  const [codes, setCodes] = useState(NO_CODES);
  const command = new EnableMFADeviceCommand({
    // For root, EnableMFADevice takes the account ID as user name; it is in the device's ARN.
    UserName: userName ?? device.SerialNumber?.split(':')[4],
    SerialNumber: device.SerialNumber,
    AuthenticationCode1: codes.first,
    AuthenticationCode2: codes.second,
  });
  return (
    <ActionModal
      title="Scan the picture"
      verb="Add MFA device"
      commands={areComplete(codes) ? [command] : []}
      success="The MFA device was added"
      onClose={() => {
        // A device that was never enabled is useless, so it is deleted together with its seed.
        void send(new DeleteVirtualMFADeviceCommand({ SerialNumber: device.SerialNumber })).catch(() => undefined);
        onClose();
      }}
      onDone={onDone}
    >
      <SpaceBetween size="m">
        <Box>Scan this code with the authenticator app on your phone.</Box>
        <img className="qr" src={pictureOf(device.QRCodePNG)} alt="QR code of the new MFA device" />
        <ExpandableSection headerText="Show secret key, to type it in">
          <span className="wrap" data-testid="seed">
            <Copy text={new TextDecoder().decode(device.Base32StringSeed)} what="secret key" />
          </span>
        </ExpandableSection>
        <Codes value={codes} onChange={setCodes} />
      </SpaceBetween>
    </ActionModal>
  );
}

function pictureOf(png: Uint8Array | undefined): string {
  const text = Array.from(png ?? [], (byte) => String.fromCharCode(byte)).join('');
  return `data:image/png;base64,${btoa(text)}`;
}
