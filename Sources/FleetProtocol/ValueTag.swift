/// The first byte of a value on the wire.
enum ValueTag: UInt8 {
  case null = 0
  case no = 1
  case yes = 2
  case int = 3
  case double = 4
  case string = 5
  case list = 6
  case map = 7
  case bigInt = 8
}
