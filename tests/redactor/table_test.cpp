#include <string>
#include <utility>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::sealed_values;

TEST_CASE("Table: every row below a heading that announces a credential is sealed", "[redactor]")
{
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
        {"name,url,username,password,note\nshop,https://"
         "arlen.test,mara,hafenlotse,\nmail,,jo,\"a,b 7\",x\n",
            {"hafenlotse", "a,b 7"}},
        {"Host\tUser\tPassword\tPort\nftp\tmara\thafenlotse\t21\n", {"hafenlotse"}},
        {"| Host | Password |\n|------|----------|\n| ftp | `hafenlotse` |\n", {"hafenlotse"}},
        {"> user;password\n> mara;hafenlotse\n", {"hafenlotse"}},
        {"INSERT INTO users (login, password, age) VALUES ('mara', 'haf''en', 3), ('jo', 'lotse', "
         "4);",
            {"haf''en", "lotse"}},
        {"7,smtp_password,hafenlotse,yes\n", {"hafenlotse"}},
    };
    for (const auto& [text, values] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == values);
    }
}

TEST_CASE(
    "Table: headings without rows, sentences and harmless columns are left alone", "[redactor]")
{
    for (const char* text : {
             "name,url,username,password,note\n",
             "Please send login, password and host.\nThen we look, today, at it.\n",
             "user,password_hash\nmara,5f4dcc3b5aa765d61d8327deb882cf99\n",
             "user,password\nmara,\njo,********\n",
             "INSERT INTO users (login, password) VALUES (?, ?);",
         }) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE(
    "Table: a long table is read once, however many of its cells look like headings", "[redactor]")
{
    std::string text = "user,password\n";
    for (int i = 0; i < 20000; ++i) {
        text += "password,hafen" + std::to_string(i) + "\n";
    }
    CHECK(sealed_values(text).size() == 20000);
}

TEST_CASE("Account list: the pairs below chpasswd are sealed", "[redactor]")
{
    CHECK(sealed_values("chpasswd:\n  expire: false\n  list: |\n    root:hafenlotse\n    "
                        "mara:Kai7\n    jo:$6$kQ3v$N7y1WZk2sH0o5mB8tqjX41\n") ==
          std::vector<std::string>{"hafenlotse", "Kai7"});
    CHECK(sealed_values("chpasswd <<EOF\nroot:hafenlotse\nEOF\n") ==
          std::vector<std::string>{"hafenlotse"});
}

TEST_CASE(
    "Value: literals inside filters and quotes of the Windows command line are found", "[redactor]")
{
    CHECK(sealed_values("password=\"{{ 'hafen lotse' | password_hash('sha512') }}\"") ==
          std::vector<std::string>{"hafen lotse"});
    CHECK(sealed_values("--data-raw \"^{^\\^\"password^\\^\":^\\^\"hafenlotse^\\^\"^}\"") ==
          std::vector<std::string>{"hafenlotse"});
    CHECK(sealed_values("password=\"{{ vault_password | quote }}\"").empty());
}

TEST_CASE("Table: columns aligned with blanks, every row below the heading", "[redactor]")
{
    CHECK(sealed_values("User      Password\nolga      Kettle#5tea\nroot      Tundra77pine\n") ==
          std::vector<std::string>{"Kettle#5tea", "Tundra77pine"});
    CHECK(sealed_values("Host            User     Password      Port\n"
                        "--------------  -------  ------------  ----\n"
                        "db1.arlen.test  jürgen   Kettle#5tea   5432\n"
                        "db2.arlen.test                         5432\n"
                        "db3.arlen.test  root     k7R2mXa9      5432\n") ==
          std::vector<std::string>{"Kettle#5tea", "k7R2mXa9"});
    // Names and their values are no headings and rows, and plain words no passwords.
    CHECK(sealed_values("PASSWORD   \"Kettle#5tea\"\nUSER       \"olga51\"\n") ==
          std::vector<std::string>{"Kettle#5tea"});
    CHECK(sealed_values("User      Password\nolga      optional\nroot      required\n").empty());
    CHECK(sealed_values("Name     Key ID            Size\nolga     3AA5C34371567BD2  4096\n")
            .empty());
}
