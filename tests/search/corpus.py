"""A small city: typical matters, as a registry of documents that needs no other app."""

ITEMS = """
sp-new	食品经营许可(新办)	餐饮许可证、开饭店
sp-change	食品经营许可(变更)
sp-renew	食品经营许可(延续)
sp-replace	食品经营许可(补办)
sp-cancel	食品经营许可(注销)
gt-new	个体工商户登记(设立)	办营业执照
gt-change	个体工商户登记(变更)
gt-cancel	个体工商户登记(注销)
qy-new	企业设立登记	公司注册
qy-change	企业变更登记
qy-cancel	企业注销登记
zz-replace	营业执照遗失补领
gg-new	公共场所卫生许可(新办)	理发店卫生许可、宾馆卫生许可
xf-check	公众聚集场所投入使用、营业前消防安全检查	消防检查
zp-new	户外广告及临时悬挂、设置宣传品审批	门头招牌
yp-new	药品经营许可证(零售)核发	开药店
ylqx	第二类医疗器械经营备案	卖口罩
yljg	医疗机构执业登记	开诊所
hs-reg	护士执业注册
ys-reg	医师执业注册
js-first	机动车驾驶证申领	考驾照
js-renew	机动车驾驶证期满换证
js-replace	机动车驾驶证补证
che-new	机动车注册登记	新车上牌
che-move	机动车转移登记	二手车过户
id-new	居民身份证申领	办身份证
id-replace	居民身份证补领	身份证丢了
hk-birth	出生登记	新生儿上户口
hk-in	夫妻投靠户口迁移	迁户口
hk-cancel	死亡人员户口注销
jz	居住证申领	暂住证
hz	普通护照签发	出国护照
ga	往来港澳通行证签发
jh-in	内地居民结婚登记	领结婚证
jh-out	内地居民离婚登记	离婚
sy	收养登记
db	最低生活保障对象认定	低保
tk	特困人员认定	五保
lj	80周岁以上老年人高龄津贴发放	老人补贴
cj	残疾人证核发	残疾证
bz	殡葬设施建设审批
sb-emp	企业职工参加基本养老保险登记	交社保
sb-ret	企业职工退休审批	办退休
sb-card	社会保障卡申领	社保卡
sy-pay	失业保险金申领	失业金
gs	工伤认定申请	工伤
yb-out	异地就医备案	外地看病
yb-birth	生育津贴支付	生孩子报销
gjj	提取住房公积金	取公积金
gjj-loan	住房公积金个人住房贷款	公积金贷款
bdc-move	国有建设用地使用权及房屋所有权转移登记	二手房过户、房产证过户
bdc-replace	不动产权证书遗失补证	房产证丢了
sg	建筑工程施工许可证核发
gh	建设工程规划许可证核发
ys	商品房预售许可证核发
rf	公租房租赁补贴申请	廉租房
wl	互联网上网服务营业场所经营许可	开网吧
yl	娱乐场所经营许可	开KTV
yc	烟草专卖零售许可证核发	卖烟
tz	特种设备使用登记	电梯登记
pw	排污许可证核发
mb	民办幼儿园设立审批	开幼儿园
js-zg	教师资格认定	教师证
ls	律师执业许可
dl	道路旅客运输经营许可
hw	道路普通货物运输经营许可	货运资质
czc	出租汽车驾驶员从业资格证核发	跑滴滴
ln	林木采伐许可证核发	砍树
nyjz	宅基地审批	农村盖房
yq	养犬登记	狗证
"""
