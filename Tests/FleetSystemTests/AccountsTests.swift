import FleetSystem
import Testing

@Suite struct AccountsTests {
  @Test func filesAreParsed() throws {
    try inTemporaryFolder { folder in
      let passwd = "root:x:0:0:root:/root:/bin/bash\nann:x:1000:1001:Ann,,,:/home/ann:/bin/sh\n"
      try FileSystem.create(folder + "/passwd", with: Array(passwd.utf8))
      try FileSystem.create(folder + "/group", with: Array("root:x:0:\nadm:x:4:ann,bob\nann:x:1001:\n".utf8))
      try FileSystem.create(folder + "/shadow", with: Array("ann:$y$x:19000:0:99999:7::20000:\n".utf8))
      let accounts = Accounts(folder: folder)
      #expect(accounts.user(named: "ann")?.home == "/home/ann")
      #expect(accounts.user(id: 0)?.name == "root")
      #expect(accounts.group(id: 4)?.members == ["ann", "bob"])
      #expect(accounts.supplementaryGroups(of: "ann") == ["adm"])
      #expect(accounts.shadow(named: "ann")?.expires == 20000)
      #expect(accounts.user(named: "nobody-here") == nil)
    }
  }

  @Test func theMachineHasRoot() {
    #expect(Accounts().user(named: "root")?.id == 0)
    #expect(Accounts().user(named: "no-such-user-here") == nil)
  }
}
