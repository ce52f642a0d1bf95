# A pack's brief.json in a few lines for ./run demo:
#   awk -v zh=0|1 -f tools/pack-summary.awk doc/region-folder.md OUT/brief.json
# What the columns are called comes from doc/region-folder.md.

function text(line) {
    sub(/^[^:]*: *"/, "", line)
    sub(/",?$/, "", line)
    return line
}

function number(line) {
    sub(/^[^:]*: */, "", line)
    sub(/,$/, "", line)
    return line
}

function called(name) {
    return name in label ? label[name] : name
}

function name_documents() {
    label["kind"] = zh ? "装置种类" : "kind of installation"
    label["variant"] = zh ? "型式" : "variant"
    label["enterprise_capacity"] = zh ? "全厂焦炭产能" : "coke capacity of the enterprise"
    label["business_registration"] = zh ? "工商登记证明" : "business registration"
    label["sales_records_3y"] = zh ? "三年销售凭证" : "sales records of three years"
    label["project_approval"] = zh ? "项目核准手续" : "project approval"
    label["catalogue_rows"] = zh ? "规则包未收录的目录条目" : "catalogue rows the rule pack lacks"
    label["catalogue_edition"] = zh ? "当日有效的目录版本" : "catalogue edition of that day"
}

FNR == NR {
    if (split($0, cell, " *[|] *") > 9 && match(cell[2], /^`[a-z0-9_A-Z]+`$/)) {
        gsub(/`/, "", cell[2])
        if (!(cell[2] in label)) {
            label[cell[2]] = zh ? cell[8] : cell[9]
            sub(/（.*/, "", label[cell[2]])
            sub(/ \(.*/, "", label[cell[2]])
        }
    }
    next
}

FNR == 1 { name_documents() }
/^  "on":/ { on = text($0) }
/^  "region":/ { in_region = 1 }
/^  "screening":/ { in_region = 0; in_screening = 1 }
/^  "tables":/ { in_screening = 0 }
in_region && (zh ? /"name_zh":/ : /"name_en":/) { region = text($0) }
in_region && /"fictional": true/ { fictional = 1 }
in_region && /"enterprises":/ { enterprises = number($0) }
in_region && /"installations":/ { installations = number($0) }
in_region && /"eliminated":|"restricted":|"unclassified":|"undetermined":/ {
    class[++n_class] = number($0)
}
in_screening && /^      "missing": \[/ { in_missing = 1; lacking += !/\[\]/ }
in_missing {
    line = $0
    sub(/^ *"missing": *\[/, "", line)
    while (match(line, /"[^"]*"/)) {
        name = substr(line, RSTART + 1, RLENGTH - 2)
        if (!(name in count))
            order[++n_missing] = name
        count[name]++
        line = substr(line, RSTART + RLENGTH)
    }
    if (/\]/)
        in_missing = 0
}

END {
    for (i = 2; i <= n_missing; i++) # by count, most first; equal ones as met
        for (j = i; j > 1 && count[order[j]] > count[order[j - 1]]; j--) {
            name = order[j]
            order[j] = order[j - 1]
            order[j - 1] = name
        }
    for (i = 1; i <= n_missing; i++)
        list = list (i > 1 ? (zh ? "、" : ", ") : "") called(order[i]) \
            (zh ? "（" : " (") count[order[i]] (zh ? "）" : ")")
    if (zh) {
        printf "%s%s，%s：%s 家企业，%s 台（套）装置\n", region, fictional ? "（虚构）" : "", on,
            enterprises, installations
        printf "  淘汰类 %s，限制类 %s，未列入 %s，无法判定 %s\n", class[1], class[2], class[3], class[4]
        printf "  所缺（涉及 %d 台）：%s\n", lacking, list == "" ? "无" : list
    } else {
        printf "%s%s on %s: %s enterprises, %s installations\n", region,
            fictional ? " (fictional)" : "", on, enterprises, installations
        printf "  eliminated %s, restricted %s, unclassified %s, undetermined %s\n", class[1],
            class[2], class[3], class[4]
        printf "  missing (of %d installations): %s\n", lacking, list == "" ? "nothing" : list
    }
}
