#!/usr/bin/python3
"""modbus_server.py rtu DEVICE UNIT... | rtu-over-tcp PORT UNIT...: Modbus devices of pymodbus', until they are
killed. Each has 100 holding and input registers, of which the first holds its unit's number."""

import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartSerialServer, StartTcpServer

try:  # 3.7 and later, as in trixie
    from pymodbus.framer import FramerType
    RTU = FramerType.RTU
except ImportError:
    from pymodbus.transaction import ModbusRtuFramer as RTU


def device(unit):
    def registers():
        return ModbusSequentialDataBlock(1, [unit] + [0] * 99)  # the block counts from 1, the wire from 0
    return ModbusSlaveContext(hr=registers(), ir=registers())


def main(how, where, *units):
    context = ModbusServerContext(slaves={int(unit): device(int(unit)) for unit in units}, single=False)
    common = {"context": context, "framer": RTU, "ignore_missing_slaves": True}
    print("ready", flush=True)
    if how == "rtu":
        StartSerialServer(port=where, baudrate=115200, timeout=0.01, **common)
    else:
        StartTcpServer(address=("127.0.0.1", int(where)), **common)


main(*sys.argv[1:])
