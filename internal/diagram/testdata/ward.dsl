workspace "Ward board" "Who lies where" {
    model {
        # people first
        nurse = person "User"
        his = softwareSystem "External records system" "" "External"
        core = softwareSystem "Hospital network" {
            web = container "Ward web app" "Shows the board" "TypeScript"
            api = container "Board API (FastAPI)"
            pg = container "PostgreSQL" {
                tags "Database"
            }
            moves = container "Move topic"
            print = container "Label printer service" {
                -> his
            }
        }
        nurse -> web "HTTPS"
        nurse -> core.web "HTTPS"
        web -> api "JSON"
        api -> pg "reads and writes"
        api -> moves "publishes moves"
        moves -> print
        core.api -> his "asks beds"
    }
    views {
        container core {
            include *
            web -> pg "not a line of the model"
        }
    }
}
